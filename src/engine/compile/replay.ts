import { keptSteps } from '../keptSteps';
import { countWork, metered } from '../profile/meters';
import { withoutComplaints } from '../provider/tensorflow/binding';
import type { tf } from '../tf';
import type { NodeBackend } from './backend';
import type { Trace } from './trace';

type Tensors = Record<string, tf.Tensor>;

/** Names of functions that TensorFlow has now, or had and could not run: it remembers a failure by the name. */
const taken = new Set<string>();

/** A step that TensorFlow knows as one function. */
export class Replay {
  readonly digest: string;
  readonly #backend: NodeBackend;
  readonly #name: string;
  readonly #trace: Omit<Trace, 'recorder'>;
  readonly #xla: boolean;
  #ran = false;
  #failed = false;

  /** @param xla compile the whole graph with XLA; else TensorFlow runs it node by node */
  constructor(backend: NodeBackend, { recorder, ...trace }: Trace, xla: boolean) {
    this.#backend = backend;
    this.#trace = trace;
    this.#xla = xla;
    this.digest = trace.digest;
    this.#name = freeName(trace.identity);
    backend.binding.addGraphFunction(recorder.graph, this.#name, trace.arguments, trace.results, xla);
    taken.add(this.#name);
  }

  /** Runs the step: new tensors for its outputs, new values for the variables that it assigns. */
  run(inputs: Tensors): Tensors {
    const { sources, outputs, assigned, results } = this.#trace;
    const tensors = sources.map((source) => ('input' in source ? inputs[source.input] : source.variable));
    const ids = this.#backend.getInputTensorIds(tensors);
    const execute = (): ReturnType<NodeBackend['binding']['executeOp']> =>
      this.#backend.binding.executeOp(this.#name, [], ids, results.length);
    const made =
      this.#ran || !this.#xla ? metered('compiled', execute) : metered('compiling', () => this.#first(execute));
    countWork(this.#trace.work);
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
    if (!this.#failed) taken.delete(this.#name);
  }

  /** The first run compiles, unless what another process compiled is kept. */
  #first<T>(execute: () => T): T {
    const { identity } = this.#trace;
    const kept = keptSteps();
    const offered = kept?.offer(identity);
    try {
      const made = offered === undefined ? execute() : withoutComplaints(execute);
      kept?.take(identity, offered);
      this.#ran = true;
      return made;
    } catch (error) {
      this.#failed = true;
      kept?.drop(identity);
      throw offered === undefined ? error : new KeptStepFailed(error);
    }
  }
}

/** A step could not run with what was kept of it, which is kept no more: it has to be compiled. */
export class KeptStepFailed extends Error {
  constructor(cause: unknown) {
    super('What was kept of a compiled step cannot be used.', { cause });
  }
}

/** Named alike in every process, as XLA finds kept steps by names; numbered where a name is taken. */
function freeName(identity: string): string {
  const name = `tissuebook_step_${identity.slice(0, 16)}`;
  for (let i = 0; ; i++) if (!taken.has(`${name}_${i}`)) return `${name}_${i}`;
}
