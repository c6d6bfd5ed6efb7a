import type { tf } from '../tf';
import type { NodeBackend } from './backend';
import type { Trace } from './trace';

type Tensors = Record<string, tf.Tensor>;

/** Numbers the functions of this process: TensorFlow wants a name for each. */
let count = 0;

/** A step that TensorFlow knows as one function. */
export class Replay {
  readonly digest: string;
  readonly #backend: NodeBackend;
  readonly #name: string;
  readonly #trace: Omit<Trace, 'recorder'>;

  /** @param xla compile the whole graph with XLA; else TensorFlow runs it node by node */
  constructor(backend: NodeBackend, { recorder, ...trace }: Trace, xla: boolean) {
    this.#backend = backend;
    this.#trace = trace;
    this.digest = trace.digest;
    this.#name = `tissuebook_step_${count++}`;
    backend.binding.addGraphFunction(recorder.graph, this.#name, trace.arguments, trace.results, xla);
  }

  /** Runs the step: new tensors for its outputs, new values for the variables that it assigns. */
  run(inputs: Tensors): Tensors {
    const { sources, outputs, assigned, results } = this.#trace;
    const tensors = sources.map((source) => ('input' in source ? inputs[source.input] : source.variable));
    const ids = this.#backend.getInputTensorIds(tensors);
    const made = this.#backend.binding.executeOp(this.#name, [], ids, results.length);
    const values = made.map((metadata) => this.#backend.createOutputTensor(metadata));
    assigned.forEach((variable, i) => {
      const value = values[outputs.length + i];
      variable.assign(value);
      value.dispose();
    });
    return Object.fromEntries(outputs.map((name, i) => [name, values[i]]));
  }

  dispose(): void {
    this.#backend.binding.removeGraphFunction(this.#name);
  }
}
