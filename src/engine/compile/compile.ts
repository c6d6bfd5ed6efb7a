import { TissuebookError } from '../../errors';
import { giveNotice } from '../notices';
import { returnMemory } from '../provider/tensorflow/binding';
import { keptSteps } from '../keptSteps';
import { metered } from '../profile/meters';
import { tf } from '../tf';
import { type NodeBackend, compilingBackend } from './backend';
import { checkMemory } from './memory';
import { KeptStepFailed, Replay } from './replay';
import { type Trace, traceStep } from './trace';
import { Untraceable } from './untraceable';

/** Named tensors that go into a step: everything that changes from call to call. */
export type StepInputs = Record<string, tf.Tensor>;
/** Named tensors that come out of a step. They belong to the caller. */
export type StepOutputs = Record<string, tf.Tensor>;

/** How the last call of a step was run. */
export interface StepMode {
  compiled: boolean;
  /** Why it ran eagerly, or without XLA, as a sentence. */
  why?: string;
}

/** A step that can be called again and again. */
export interface CompiledStep<I extends StepInputs, O extends StepOutputs> {
  (inputs: I): O;
  readonly mode: StepMode;
  /** Frees what was compiled. Calls after it compile anew. */
  dispose(): void;
}

export interface CompileOptions {
  /** Called before each call, outside of the step: the place to make variables that the step needs. */
  prepare?: () => void;
  /** What, besides the inputs' shapes, decides how the step is built (which parameters are trained). */
  variant?: () => string;
  /** Default true. False runs every call eagerly, to look for an error or to compare. */
  enabled?: boolean;
}

/** Compiled forms that one step keeps, by the shapes of its inputs; the oldest goes first. */
const FORMS_KEPT = 16;

/**
 * Makes a step fast where the provider can compile it, and runs it as it is elsewhere; what it computes is the same. `mode` says how
 * the last call ran, and a training run around it has a notice of every call that was not compiled in full.
 *
 * The step is a function of tensors that may read and assign variables. It is run on tensors without values to find its
 * operations, which become one function of TensorFlow, compiled with XLA, for each set of input shapes. So everything
 * that changes from call to call (batches, masks, noise, indices) must come in as an input: a tensor from outside is
 * refused, and so is a number or an array that differs between two looks at the step. Looks are taken twice before the
 * first call and again at calls 2, 4, 8, and so on; the step must not mind being looked at.
 *
 * @param name for messages: 'squint.step'
 * @throws TissuebookError kind 'invalid-argument' at a call when something would be frozen, 'out-of-memory' at the first
 *   call when the step needs more memory than there is
 */
export function compile<I extends StepInputs, O extends StepOutputs>(
  name: string,
  step: (inputs: I) => O,
  options: CompileOptions = {},
): CompiledStep<I, O> {
  const compiler = new Compiler(name, step as unknown as (inputs: StepInputs) => StepOutputs, options);
  const call = (inputs: I): O => compiler.call(inputs) as O;
  Object.defineProperty(call, 'mode', { get: () => compiler.mode });
  return Object.assign(call, { dispose: () => compiler.dispose() }) as unknown as CompiledStep<I, O>;
}

interface Form {
  replay: Replay | undefined;
  mode: StepMode;
  calls: number;
}

class Compiler {
  mode: StepMode = { compiled: false, why: 'It has not run yet.' };
  readonly #forms = new Map<string, Form>();
  readonly #name: string;
  readonly #step: (inputs: StepInputs) => StepOutputs;
  readonly #options: CompileOptions;

  constructor(name: string, step: (inputs: StepInputs) => StepOutputs, options: CompileOptions) {
    this.#name = name;
    this.#step = step;
    this.#options = options;
  }

  call(inputs: StepInputs): StepOutputs {
    const { prepare, variant, enabled = true } = this.#options;
    prepare?.();
    const backend = compilingBackend();
    if (!backend || !enabled) {
      this.mode = { compiled: false, why: enabled ? 'The provider does not compile.' : 'Compiling is turned off.' };
      if (enabled)
        giveNotice(`${this.#name} runs an operation at a time: the ${tf.getBackend()} provider does not compile.`);
      return this.#eager(inputs);
    }
    const key = `${variant?.() ?? ''}|${signature(inputs)}`;
    const form = this.#forms.get(key) ?? metered('compiling', () => this.#build(key, backend, inputs));
    form.calls++;
    if (form.replay && form.calls > 1 && Number.isInteger(Math.log2(form.calls))) {
      const { replay } = form;
      metered('compiling', () => this.#compare(replay.digest, this.#trace(backend, inputs)));
    }
    this.mode = form.mode;
    if (!form.replay) {
      giveNotice(`${brief(form.mode.why)} It runs an operation at a time, which is slower.`);
      return this.#eager(inputs);
    }
    const outputs = this.#run(key, backend, form, inputs);
    if (form.calls === 1) returnMemory();
    if (form.mode.why) giveNotice(`${this.#name} runs as a plain graph, which is slower. ${brief(form.mode.why)}`);
    return outputs;
  }

  dispose(): void {
    for (const { replay } of this.#forms.values()) replay?.dispose();
    this.#forms.clear();
  }

  #eager(inputs: StepInputs): StepOutputs {
    return tf.tidy(this.#name, () => ownTensors(inputs, this.#step(inputs))) as StepOutputs;
  }

  #trace(backend: NodeBackend, inputs: StepInputs, xla = true): Trace {
    return traceStep(this.#name, backend, this.#step, inputs, xla);
  }

  #build(key: string, backend: NodeBackend, inputs: StepInputs): Form {
    const form: Form = { replay: undefined, mode: { compiled: true }, calls: 0 };
    try {
      const trace = this.#trace(backend, inputs);
      // A kept step of the same numbers was looked at by another process: they do not change from look to look.
      if (!keptSteps()?.has(trace.identity)) this.#compare(trace.digest, this.#trace(backend, inputs));
      if (!backend.binding.isUsingGpuDevice()) checkMemory(this.#name, trace.peakBytes);
      form.replay = new Replay(backend, trace, true);
    } catch (error) {
      if (error instanceof TissuebookError) throw error;
      form.mode = { compiled: false, why: this.#reason(error) };
    }
    if (this.#forms.size >= FORMS_KEPT) {
      giveNotice(
        `${this.#name} meets inputs of more than ${FORMS_KEPT} shapes: it is compiled again and again, which is slow. ` +
          'Pad batches to few sizes.',
      );
      const [oldest] = this.#forms.keys();
      this.#forms.get(oldest)!.replay?.dispose();
      this.#forms.delete(oldest);
    }
    this.#forms.set(key, form);
    return form;
  }

  /**
   * The first run of a form is when XLA compiles it; what XLA cannot do TensorFlow runs as a plain graph. What fails both ways is to be
   * blamed on the inputs, so that the next call starts afresh.
   */
  #run(key: string, backend: NodeBackend, form: Form, inputs: StepInputs): StepOutputs {
    try {
      return form.replay!.run(inputs);
    } catch (error) {
      if (error instanceof KeptStepFailed) {
        form.replay!.dispose();
        form.replay = new Replay(backend, this.#trace(backend, inputs), true);
        return this.#run(key, backend, form, inputs);
      }
      if (form.calls > 1 || !form.mode.compiled || form.mode.why) throw error;
      this.#forms.delete(key);
      form.replay!.dispose();
      form.replay = new Replay(backend, this.#trace(backend, inputs, false), false);
      const outputs = form.replay.run(inputs);
      this.#forms.set(key, form);
      form.mode = { compiled: true, why: `Without XLA: ${messageOf(error)}` };
      this.mode = form.mode;
      return outputs;
    }
  }

  #compare(before: string, { digest }: Trace): void {
    if (before === digest) return;
    throw new TissuebookError(
      'invalid-argument',
      `${this.#name} takes numbers from outside that change from call to call; compiled, they would be frozen.`,
      {
        argument: 'step',
        advice: 'Draw random numbers and read counters outside of the step, and pass them in its inputs.',
      },
    );
  }

  #reason(error: unknown): string {
    return error instanceof Untraceable
      ? `${this.#name} cannot be compiled: ${error.message}`
      : `${this.#name} could not be compiled: ${messageOf(error)}`;
  }
}

/** A step may hand back an input, a variable, or one tensor under two names; its caller gets tensors of its own. */
function ownTensors(inputs: StepInputs, outputs: StepOutputs): StepOutputs {
  const taken = new Set<tf.Tensor>(Object.values(inputs));
  return Object.fromEntries(
    Object.entries(outputs).map(([name, tensor]) => {
      const own = !taken.has(tensor) && !(tensor instanceof tf.Variable);
      taken.add(tensor);
      return [name, own ? tensor : tf.clone(tensor)];
    }),
  );
}

function signature(inputs: StepInputs): string {
  return Object.keys(inputs)
    .sort()
    .map((name) => `${name}:${inputs[name].dtype}[${inputs[name].shape.join()}]`)
    .join(';');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The first line of a reason: those of XLA go on for pages. */
const brief = (why = ''): string => why.split('\n', 1)[0]!.slice(0, 300);
