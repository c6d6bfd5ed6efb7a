import { TissuebookError } from '../../errors';
import { tf } from '../tf';
import type { NodeBackend } from './backend';
import { GraphRecorder } from './graphRecorder';
import { Untraceable } from './untraceable';

type Tensors = Record<string, tf.Tensor>;

/** Where a compiled step gets an argument from when it runs. */
export type Source = { input: string } | { variable: tf.Variable };

/** A step as a graph. */
export interface Trace {
  recorder: GraphRecorder;
  /** Graph nodes of the arguments, and where each comes from. */
  arguments: number[];
  sources: Source[];
  /** Names of the outputs, and the variables that get new values: in this order they are the graph's results. */
  outputs: string[];
  assigned: tf.Variable[];
  results: number[];
  digest: string;
  /** What the graph computes, in this process and in others: GraphRecorder.identity. */
  identity: string;
  /** About how much memory the step takes while it runs, beside its inputs and variables. */
  peakBytes: number;
  /** Additions and multiplications in products and convolutions. */
  work: number;
}

/**
 * Runs a step on tensors without values and records its operations as a graph. Nothing is computed and no variable
 * changes.
 *
 * @param xla whether XLA is to compile the graph; it has some operations in another form
 * @throws Untraceable when the step cannot be a graph
 * @throws TissuebookError kind 'invalid-argument' when it uses a tensor from outside, which would be frozen
 */
export function traceStep(
  name: string,
  backend: NodeBackend,
  step: (inputs: Tensors) => Tensors,
  inputs: Tensors,
  xla = true,
): Trace {
  const recorder = new GraphRecorder(backend.binding, xla);
  const sources = new Map<number, Source>();
  const stand = new StandInVariables(backend, recorder, sources);
  let restoreBackend = (): void => undefined;
  try {
    restoreBackend = useRecorder(name, backend, recorder);
    const symbols = placeholdersFor(backend, recorder, sources, inputs);
    const outputs = tf.tidy(() => step(symbols) as tf.TensorContainer) as Tensors;
    const idOf = (tensor: tf.Tensor): number => backend.getInputTensorIds([tensor])[0];
    const names = Object.keys(outputs);
    const changed = stand.changed();
    const ids = [...names.map((key) => outputs[key]), ...changed].map(idOf);
    const results = ids.map((id) => recorder.output(id));
    tf.dispose([Object.values(outputs).filter((tensor) => !(tensor instanceof tf.Variable)), Object.values(symbols)]);
    return {
      recorder,
      arguments: recorder.arguments(),
      sources: recorder.used.map((id) => sources.get(id)!),
      outputs: names,
      assigned: changed,
      results,
      digest: recorder.digest(),
      identity: recorder.identity(ids),
      peakBytes: recorder.memory.peak(ids),
      work: recorder.work,
    };
  } finally {
    restoreBackend();
    stand.restore();
  }
}

/** Tensors without values in place of the inputs. */
function placeholdersFor(
  backend: NodeBackend,
  recorder: GraphRecorder,
  sources: Map<number, Source>,
  inputs: Tensors,
): Tensors {
  return Object.fromEntries(
    Object.entries(inputs).map(([input, { shape, dtype }]) => {
      const type = backend.getDTypeInteger(dtype);
      const id = recorder.placeholder(type, shape, `input ${input}`);
      sources.set(id, { input });
      return [input, tf.keep(backend.createOutputTensor({ id, dtype: type, shape }))];
    }),
  );
}

/** Lets every variable hold a tensor without values for a while, so that reads and assignments show in the graph. */
class StandInVariables {
  readonly #held: { variable: tf.Variable; real: tf.Tensor; standIn: tf.DataId }[];

  constructor(backend: NodeBackend, recorder: GraphRecorder, sources: Map<number, Source>) {
    this.#held = Object.values(tf.engine().state.registeredVariables).map((variable) => {
      const dtype = backend.getDTypeInteger(variable.dtype);
      const id = recorder.placeholder(dtype, variable.shape, `variable ${variable.id}`);
      sources.set(id, { variable });
      const real = tf.keep(tf.clone(variable as tf.Tensor));
      const symbol = backend.createOutputTensor({ id, dtype, shape: variable.shape });
      variable.assign(symbol);
      symbol.dispose();
      return { variable, real, standIn: variable.dataId };
    });
  }

  changed(): tf.Variable[] {
    const before = new Set(this.#held.map(({ variable }) => variable));
    const made = Object.values(tf.engine().state.registeredVariables).filter((variable) => !before.has(variable));
    if (made.length > 0) {
      made.forEach((variable) => variable.dispose());
      throw new Untraceable('it makes variables while it runs.');
    }
    if (this.#held.some(({ variable }) => variable.isDisposed)) throw new Untraceable('it disposes of variables.');
    return this.#held.filter(({ variable, standIn }) => variable.dataId !== standIn).map(({ variable }) => variable);
  }

  restore(): void {
    for (const { variable, real } of this.#held) {
      if (!variable.isDisposed) variable.assign(real);
      real.dispose();
    }
  }
}

/** Puts the recorder in the binding's place; returns the way back. */
function useRecorder(name: string, backend: NodeBackend, recorder: GraphRecorder): () => void {
  const { binding } = backend;
  const born = new WeakSet<object>();
  const overrides: Partial<NodeBackend> = {
    binding: recorder.standIn(),
    move(data, ...rest) {
      born.add(data);
      Object.getPrototypeOf(backend).move.call(backend, data, ...rest);
    },
    getInputTensorIds(tensors) {
      for (const { dataId, shape } of tensors) {
        // Constants of a kernel's own (64-bit scalars) have no data id.
        const info = dataId && backend.tensorMap.get(dataId);
        if (info && (info.id >= 0 || (info.values !== null && !born.has(dataId)))) throw captured(name, shape);
      }
      return Object.getPrototypeOf(backend).getInputTensorIds.call(backend, tensors) as number[];
    },
  };
  Object.assign(backend, overrides);
  return () => {
    backend.binding = binding;
    delete (backend as Partial<NodeBackend>).move;
    delete (backend as Partial<NodeBackend>).getInputTensorIds;
  };
}

function captured(name: string, shape: readonly number[]): TissuebookError {
  return new TissuebookError(
    'invalid-argument',
    `${name} uses a tensor of shape [${shape.join(', ')}] that was made outside of it; compiled, it would be frozen.`,
    {
      argument: 'step',
      found: [...shape],
      advice: 'Pass it in the inputs, or make it a parameter that is not trained.',
    },
  );
}
