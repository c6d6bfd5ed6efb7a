import { type AnnData, valuesOf } from '../../../../src/data';
import { pearson } from '../../../../src/metrics';
import { log1p, normalizeTotal } from '../../../../src/prepare';

/** Least share of a cell's guide counts that belong to its main guide, as the data say. */
const LEAST_SHARE = 0.8;

/**
 * How alike the effects of knock-outs are: the correlation of mean log-normalized expression less that of controls, between
 * a target and others.
 */
export function effectCorrelations(adata: AnnData, target: string, others: readonly string[]): number[] {
  const shares = valuesOf(adata.column('grna_frac')) as number[];
  const sure = log1p(normalizeTotal(adata.subset({ obs: shares.map((share) => share > LEAST_SHARE) })));
  const targets = valuesOf(sure.column('perturbation')).map(String);
  const x = sure.matrix().toDense();
  const meanOf = (name: string): Float64Array => {
    const cells = targets.flatMap((found, i) => (found === name ? [i] : []));
    if (cells.length === 0) throw new Error(`There are no cells of ${name}.`);
    const mean = new Float64Array(x.columns);
    for (const i of cells) x.row(i).forEach((value, g) => (mean[g]! += value / cells.length));
    return mean;
  };
  const control = meanOf('control');
  const effect = (name: string): Float64Array => meanOf(name).map((value, g) => value - control[g]!);
  return others.map((other) => pearson(effect(target), effect(other)));
}
