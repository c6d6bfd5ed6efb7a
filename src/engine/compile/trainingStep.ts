import { TissuebookError } from '../../errors';
import { valueAndGradients } from '../gradients';
import { Adam } from '../optimizers/adam';
import { clipByGlobalNorm } from '../optimizers/clipByGlobalNorm';
import { GradientSum } from '../optimizers/gradientSum';
import type { Optimizer } from '../optimizers/optimizer';
import type { Parameters } from '../parameters';
import type { tf } from '../tf';
import { type CompiledStep, type StepInputs, type StepOutputs, compile } from './compile';

export interface TrainingStepOptions<I extends StepInputs, O extends StepOutputs & { loss: tf.Scalar }> {
  /** For messages: 'squint.step'. */
  name: string;
  parameters: Parameters;
  /** Of createOptimizer(), or a bare Adam. */
  optimizer: Adam | Optimizer;
  /** The loss to be lowered, with whatever else the caller wants to see of a step (loss terms, tokens). */
  objective: (inputs: I) => O;
  /** Upper bound of the gradients' joint length; an optimizer of a spec has its own. Default: none. */
  clip?: number;
  /**
   * Parameters move once for this many calls, by the mean of their gradients: batches that would not fit into memory
   * together, a call each; an optimizer of a spec counts for itself. Default 1.
   */
  accumulate?: number;
  /** Runs at the end of every call, in the same step: for state that is not learnt by gradients. */
  after?: (inputs: I, outputs: O) => void;
  /** False runs every step eagerly. Default true. */
  enabled?: boolean;
}

/** One step of training: objective, gradients, clipping, optimizer. The same function runs compiled or eagerly. */
export function trainingStep<I extends StepInputs, O extends StepOutputs & { loss: tf.Scalar }>(
  options: TrainingStepOptions<I, O>,
): CompiledStep<I, O> {
  const { name, parameters, optimizer, objective, clip, accumulate = 1, after, enabled } = options;
  const sum = accumulate > 1 ? new GradientSum(parameters, accumulate) : undefined;
  const step = (inputs: I): O => {
    const { outputs, gradients } = valueAndGradients(parameters, () => objective(inputs));
    const ready = sum ? sum.add(gradients) : gradients;
    if (ready) optimizer.apply(clip === undefined ? ready : clipByGlobalNorm(ready, clip).gradients);
    after?.(inputs, outputs);
    return outputs;
  };
  const compiled = compile<I, O>(name, step, {
    prepare: () => {
      optimizer.prepare();
      sum?.next();
    },
    variant: () => {
      const counted = optimizer instanceof Adam ? (sum?.complete ?? '') : optimizer.variant;
      return `${parameters.names({ trainable: true }).join()}|${counted}`;
    },
    ...(enabled !== undefined && { enabled }),
  });
  if (!sum) return compiled;
  const { dispose } = compiled;
  return Object.assign(compiled, {
    dispose: () => {
      dispose();
      sum.dispose();
    },
  });
}

/**
 * The scalars among a step's outputs as numbers; all outputs are freed.
 *
 * @param keep names of outputs that are left alone
 */
export async function readScalars(outputs: StepOutputs, keep: readonly string[] = []): Promise<Record<string, number>> {
  const numbers: Record<string, number> = {};
  for (const [name, tensor] of Object.entries(outputs)) {
    if (keep.includes(name)) continue;
    if (tensor.size === 1) numbers[name] = (await tensor.data())[0];
    tensor.dispose();
  }
  return numbers;
}

/** @throws TissuebookError kind 'not-finite' that names the step and the terms */
export function checkFinite(losses: Readonly<Record<string, number>>, step: number): void {
  const wrong = Object.entries(losses).filter(([, value]) => !Number.isFinite(value));
  if (wrong.length === 0) return;
  const terms = wrong.map(([name, value]) => `${name} is ${value}`).join(', ');
  throw new TissuebookError('not-finite', `Training stopped at step ${step}: ${terms}.`, {
    argument: wrong[0][0],
    found: wrong[0][1],
    advice: 'A smaller learning rate or clipped gradients may help; look also for extreme values in the data.',
  });
}
