import { TissuebookError } from '../errors';
import type { Parameters } from './parameters';
import { tf } from './tf';

/** Gradients by parameter name. A parameter that the loss does not use is absent. */
export type Gradients = Map<string, tf.Tensor>;

/**
 * Runs `objective` and differentiates its `loss` with respect to the trainable parameters. Everything else that it
 * returns (loss terms, tokens, embeddings) is handed back as it is. Call it inside a tidy or a compiled step.
 *
 * @throws TissuebookError kind 'invalid-argument' when no trainable parameter takes part in the loss
 */
export function valueAndGradients<T extends { loss: tf.Scalar }>(
  parameters: Parameters,
  objective: () => T,
): { outputs: T; gradients: Gradients } {
  const names = parameters.names({ trainable: true });
  const variables = names.map((name) => parameters.get(name));
  let outputs: T | undefined;
  let mine: tf.Tensor[] = [];
  const { grads } = tf.engine().gradients(
    () => {
      const inside = tf.engine().state.activeScope.id;
      outputs = objective();
      // The scopes inside would free what the objective made; handOver() gives it to the scope of the caller.
      const values: unknown[] = Object.values(outputs);
      mine = values.filter(isTensor).filter((tensor) => !tensor.kept && tensor.scopeId >= inside);
      mine.forEach((tensor) => tf.keep(tensor));
      return outputs.loss;
    },
    variables,
    undefined,
    true,
  );
  mine.forEach(handOver);
  const gradients: Gradients = new Map();
  names.forEach((name, i) => {
    if (grads[i]) gradients.set(name, grads[i]);
  });
  if (gradients.size === 0) {
    throw new TissuebookError('invalid-argument', 'No trainable parameter takes part in the loss.', {
      argument: 'objective',
      advice: 'All parameters may be frozen, or the loss may not depend on them.',
    });
  }
  return { outputs: outputs!, gradients };
}

const isTensor = (value: unknown): value is tf.Tensor => value instanceof tf.Tensor;

/** Ends tf.keep(): the tensor belongs to the current scope again. */
function handOver(tensor: tf.Tensor): void {
  tensor.kept = false;
  // The engine's own way to give a tensor to the current scope is not in its public types.
  (tf.engine() as unknown as { track(tensor: tf.Tensor): void }).track(tensor);
}
