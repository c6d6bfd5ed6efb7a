import type { AnnData, DenseMatrix } from '../../data';
import { wrong, type KnockOut, type OverExpress } from './options';
import { randomOrders } from '../../prepare/splits/randomOrders';

/** Genes as strongly expressed as the changed one, from which the control is drawn (ours). */
const ALIKE = 5;

/** X of some cells [cells, features] after a gene was changed in them. @param whole whether X holds counts */
export function changedRows(
  adata: AnnData,
  cells: Int32Array,
  what: KnockOut | OverExpress,
  gene: string,
  whole: boolean,
): DenseMatrix {
  const own = adata.feature(gene);
  const at = adata.var.index.indexOf(gene);
  const change = what.kind === 'knockOut' ? silenced(own) : raised(own, what.factor ?? 2);
  const rows = adata.matrix().takeRows(cells).toDense();
  cells.forEach((cell, i) => {
    const value = change(own[cell]!);
    rows.row(i)[at] = whole ? Math.round(value) : value;
  });
  return rows;
}

/**
 * The gene of the control: as asked, or else drawn from those whose mean over the changed cells is nearest to the gene's.
 * @throws TissuebookError 'invalid-argument' (no other gene), 'missing-key'
 */
export function controlGene(adata: AnnData, cells: Int32Array, what: KnockOut | OverExpress, seed: number): string {
  const means = meansOf(adata, cells);
  if (what.control !== undefined) return what.control;
  const at = adata.var.index.indexOf(what.gene);
  const gap = (j: number): number => Math.abs(means[j]! - means[at]!);
  const alike = [...means.keys()]
    .filter((j) => j !== at)
    .sort((a, b) => gap(a) - gap(b) || a - b)
    .slice(0, ALIKE);
  if (alike.length === 0) throw wrong('gene', what.gene, 'there is no other gene for a control.');
  return adata.var.index[alike[randomOrders(seed, 'control gene', alike.length, 1)[0]![0]!]!]!;
}

/** Zero, or the lowest value of the gene where its values go below zero. */
function silenced(own: ArrayLike<number>): () => number {
  let low = 0;
  for (let i = 0; i < own.length; i++) low = Math.min(low, own[i]!);
  return () => low;
}

function raised(own: ArrayLike<number>, factor: number): (value: number) => number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < own.length; i++) {
    if (own[i]! <= 0) continue;
    sum += own[i]!;
    count++;
  }
  const usual = sum / Math.max(1, count);
  return (value) => factor * Math.max(value, usual);
}

/** The mean of each feature over some cells [nVars]. */
export function meansOf(adata: AnnData, cells: Int32Array): Float64Array {
  const matrix = adata.matrix();
  const means = new Float64Array(adata.nVars);
  for (const cell of cells) matrix.row(cell).forEach((value, j) => (means[j]! += value / cells.length));
  return means;
}
