import { tf } from '../tf';

/** Named tensors that go into a step: everything that changes from call to call. */
export type StepInputs = Record<string, tf.Tensor>;
/** Named tensors that come out of a step. They belong to the caller. */
export type StepOutputs = Record<string, tf.Tensor>;

/** How calls of a step are run at present. */
export interface StepMode {
  compiled: boolean;
  /** Why calls run eagerly, as a sentence. */
  why?: string;
}

/** A step that can be called again and again. */
export interface CompiledStep<I extends StepInputs, O extends StepOutputs> {
  (inputs: I): O;
  readonly mode: StepMode;
  /** Frees what was compiled. Calls after it compile anew. */
  dispose(): void;
}

/**
 * Makes a step fast where the provider can compile it, and runs it as it is elsewhere; what it computes is the same.
 *
 * The step is a function of tensors that may read and assign variables. It must get everything that changes from call
 * to call (batches, masks, noise) as inputs: a number or tensor that it takes from outside would be frozen into the
 * compiled form, and is refused.
 *
 * @param name for messages: 'squint.step'
 */
export function compile<I extends StepInputs, O extends StepOutputs>(
  name: string,
  step: (inputs: I) => O,
): CompiledStep<I, O> {
  const run = (inputs: I): O => tf.tidy(name, () => step(inputs) as O & tf.TensorContainer) as O;
  const mode: StepMode = { compiled: false, why: 'The provider does not compile.' };
  return Object.assign(run, { mode, dispose: () => undefined });
}
