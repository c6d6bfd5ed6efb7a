import { tf } from '../tf';

/**
 * Sorts parameters into groups that an optimizer can move at once: all vectors of one kind (biases, gains) form a group,
 * everything else is a group of its own. Most parameters of a network are vectors of few numbers, for which calling an
 * operation takes longer than the operation.
 *
 * @param rank of a parameter, by its name
 */
export function vectorsTogether<K extends { name: string; rate: number; decay: number }>(
  kinds: readonly K[],
  rank: (name: string) => number,
): K[][] {
  const vectors = new Map<string, K[]>();
  const groups: K[][] = [];
  for (const kind of kinds) {
    const key = `${kind.rate}|${kind.decay}`;
    const group = rank(kind.name) === 1 ? vectors.get(key) : undefined;
    if (group) {
      group.push(kind);
      continue;
    }
    const own = [kind];
    groups.push(own);
    if (rank(kind.name) === 1) vectors.set(key, own);
  }
  return groups;
}

/** Vectors one behind the other; a tensor that is alone stays as it is. */
export function endToEnd(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tensors.length === 1 ? tensors[0] : tf.concat1d(tensors as tf.Tensor1D[]);
}

/** Undoes endToEnd(): parts as long as `like`. */
export function apart(x: tf.Tensor, like: readonly tf.Tensor[]): tf.Tensor[] {
  return like.length === 1
    ? [x]
    : tf.split(
        x,
        like.map(({ size }) => size),
      );
}
