import { valueAndGradients } from '../gradients';
import type { Adam } from '../optimizers/adam';
import { clipByGlobalNorm } from '../optimizers/clipByGlobalNorm';
import { tf } from '../tf';
import type { Parameters } from '../parameters';
import { compile, type StepInputs, type StepOutputs } from './compile';
import type { Peers } from './peers';

export interface SharedStepOptions<I extends StepInputs, O extends StepOutputs & { loss: tf.Scalar }> {
  /** For messages: 'squint.step'. */
  name: string;
  parameters: Parameters;
  optimizer: Adam;
  /** This process's part of the loss, and whatever else is summed: the parts of all processes add up to those of the whole batch, float32. */
  objective: (inputs: I) => O;
  /** Upper bound of the joint length of the whole gradient. Default: none. */
  clip?: number;
  /** Changes what is not learned by gradients, by the sums of the objective's outputs; in the step that moves the parameters. */
  after?: (sums: Record<keyof O, tf.Tensor>) => void;
  /** False runs every step eagerly. Default true. */
  enabled?: boolean;
}

/** A step of one process among several. */
export interface SharedStep<I extends StepInputs> {
  /** @returns the sums of the objective's scalars */
  (inputs: I): Promise<Record<string, number>>;
  dispose(): void;
}

/** A tensor's place in what is summed. */
interface Part {
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
}

/**
 * One step of training that several processes take together: the gradients of each one's part of the loss, compiled; their sum over the
 * processes, with all else that has to be summed, as one row of numbers; clipping and optimizer, compiled. Started from the same weights,
 * all have the same weights after it. It is trainingStep() of the whole batch but for rounding.
 */
export function sharedStep<I extends StepInputs, O extends StepOutputs & { loss: tf.Scalar }>(
  { name, parameters, optimizer, objective, clip, after, enabled }: SharedStepOptions<I, O>,
  peers: Peers,
): SharedStep<I> {
  let slopes: readonly Part[] = [];
  let others: readonly Part[] = [];
  const variant = (): string => parameters.names({ trainable: true }).join();
  const more = { variant, ...(enabled !== undefined && { enabled }) };

  const gradient = compile<I, { row: tf.Tensor }>(
    `${name}.gradient`,
    (inputs) => {
      const { outputs, gradients } = valueAndGradients(parameters, () => objective(inputs));
      slopes = [...gradients].map(partOf);
      others = Object.entries(outputs).map(partOf);
      const flat = [...gradients.values(), ...Object.values(outputs)].map((tensor) => tf.reshape(tensor, [-1]));
      return { row: tf.concat1d(flat as tf.Tensor1D[]) };
    },
    { ...more, prepare: () => optimizer.prepare() },
  );

  const update = compile<{ row: tf.Tensor }, { done: tf.Tensor }>(
    `${name}.update`,
    ({ row }) => {
      const parts = [...slopes, ...others];
      const sizes = parts.map(({ size }) => size);
      const values = tf.split(row, sizes).map((value, at) => tf.reshape(value, [...parts[at]!.shape]));
      const named = (some: readonly Part[], from: number): [string, tf.Tensor][] =>
        some.map((part, at) => [part.name, values[from + at]!]);
      const gradients = new Map(named(slopes, 0));
      optimizer.apply(clip === undefined ? gradients : clipByGlobalNorm(gradients, clip).gradients);
      after?.(Object.fromEntries(named(others, slopes.length)) as Record<keyof O, tf.Tensor>);
      return { done: tf.slice(row, [0], [1]) };
    },
    { ...more, variant: () => `${variant()}|${[...slopes, ...others].map(({ shape }) => shape.join('x')).join()}` },
  );

  const step = async (inputs: I): Promise<Record<string, number>> => {
    const { row } = gradient(inputs);
    const sums = await sumOf(row, peers);
    row.dispose();
    const whole = tf.tensor1d(sums.subarray(0, sums.length - 1));
    update({ row: whole }).done.dispose();
    whole.dispose();
    if (sums.at(-1)! > 0) peers.end();
    return scalarsOf(others, sums.subarray(slopes.reduce((sum, { size }) => sum + size, 0)));
  };
  return Object.assign(step, {
    dispose: () => {
      gradient.dispose();
      update.dispose();
    },
  });
}

/** The sums of a row over all processes; behind them, how many of the processes are to end. */
async function sumOf(row: tf.Tensor, peers: Peers): Promise<Float32Array> {
  const own = new Float32Array(row.size + 1);
  own.set((await row.data()) as Float32Array);
  own[row.size] = peers.ending ? 1 : 0;
  return peers.sum(own);
}

function scalarsOf(parts: readonly Part[], values: Float32Array): Record<string, number> {
  const found: Record<string, number> = {};
  let at = 0;
  for (const { name, shape, size } of parts) {
    if (shape.length === 0) found[name] = values[at]!;
    at += size;
  }
  return found;
}

const partOf = ([name, { shape, size }]: [string, tf.Tensor]): Part => ({ name, shape: shape.slice(), size });
