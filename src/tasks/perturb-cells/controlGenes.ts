import { meansOf } from '../perturb/geneChange';
import type { AnnData } from '../../data';
import { randomOrders } from '../../prepare/splits/randomOrders';

/** Genes as strongly expressed as the changed one, from which the control is drawn (ours, as for a knock-out). */
const ALIKE = 5;

/**
 * For each of some genes another one, whose mean over the cells is near to its own; each once, none of the given ones. Undefined for genes
 * for which none is left.
 *
 * @param genes columns of X
 * @param never columns that are not drawn either: those that other changes change. None
 */
export function controlGenes(
  adata: AnnData,
  cells: Int32Array,
  genes: readonly number[],
  seed: number,
  never: readonly number[] = [],
): (number | undefined)[] {
  const means = meansOf(adata, cells);
  const order = Int32Array.from(means.keys()).sort((a, b) => means[a]! - means[b]! || a - b);
  const rank = new Int32Array(order.length);
  order.forEach((gene, at) => (rank[gene] = at));
  const taken = new Set([...genes, ...never]);
  return genes.map((gene) => {
    const alike = nearestFree(order, rank[gene]!, means, taken);
    if (alike.length === 0) return undefined;
    const drawn = alike[randomOrders(seed, `control gene of ${adata.var.index[gene]}`, alike.length, 1)[0]![0]!]!;
    taken.add(drawn);
    return drawn;
  });
}

/** Those of the nearest means that are not taken, going outwards from a rank. */
function nearestFree(order: Int32Array, from: number, means: Float64Array, taken: ReadonlySet<number>): number[] {
  const found: number[] = [];
  let [below, above] = [from - 1, from + 1];
  const mean = means[order[from]!]!;
  while (found.length < ALIKE && (below >= 0 || above < order.length)) {
    const [down, up] = [below, above].map((at) => Math.abs((means[order[at]!] ?? Infinity) - mean));
    const next = down! <= up! ? order[below--]! : order[above++]!;
    if (!taken.has(next)) found.push(next);
  }
  return found;
}
