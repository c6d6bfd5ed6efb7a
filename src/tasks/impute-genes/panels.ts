import { AnnData, DenseMatrix, Table, toColumn } from '../../data';
import { TissuebookError } from '../../errors';
import { OBSERVED } from '../../prepare/splits/observedEntries';
import { checkValues } from '../../prepare/values/checkValues';
import { Random } from '../../random';
import type { ImputeGenesOptions } from './imputeGenesOptions';

/** The column that tells the two parts of the joined table apart. */
export const PART = 'imputeGenes part';

/** Bins of sparsity by their share of zeros, up to and without. */
export const BINS = [
  { name: 'below 75% zeros', least: 0, most: 0.75 },
  { name: '75 to 90%', least: 0.75, most: 0.9 },
  { name: '90 to 95%', least: 0.9, most: 0.95 },
  { name: '95% and more', least: 0.95, most: Infinity },
] as const;

/** Two panels made one: the genes that both show, then those that are predicted. */
export interface Panels {
  /** Reference cells, then those of the data; layers['observed'] is 0 where a predicted gene of the data would stand. */
  readonly joint: AnnData;
  readonly visible: readonly string[];
  readonly predicted: readonly string[];
  /** Rows of the joint table. */
  readonly reference: Int32Array;
  readonly query: Int32Array;
  /** Counts of the predicted genes in the data [query, predicted]; NaN for one that it lacks. */
  readonly truth: DenseMatrix;
  readonly notices: readonly string[];
}

/**
 * Chooses what is predicted, and joins the cells into one table.
 *
 * @throws TissuebookError 'invalid-argument' (no counts, no shared genes, nothing to predict), 'missing-key' (a gene that the reference
 *   lacks)
 */
export function joinPanels(adata: AnnData, options: ImputeGenesOptions): Panels {
  const { reference } = options;
  if (!(reference instanceof AnnData))
    throw wrong('reference', reference, 'reference, cells with all genes, is needed.');
  for (const [name, data] of [
    ['adata', adata],
    ['reference', reference],
  ] as const) {
    // prettier-ignore
    if (checkValues('imputeGenes', data, data.matrix()).counts) continue;
    throw wrong(name, name, `X of the ${name === 'adata' ? 'data' : 'reference'} holds values that are no counts.`);
  }
  const known = new Set(adata.var.index);
  const shared = reference.var.index.filter((gene) => known.has(gene));
  const predicted = chosen(adata, shared, options);
  const hidden = new Set(predicted);
  const visible = shared.filter((gene) => !hidden.has(gene));
  if (visible.length < 2) {
    throw wrong(
      'reference',
      visible.length,
      `${visible.length} genes are left that both have and that are not predicted.`,
    );
  }
  const scored = predicted.filter((gene) => known.has(gene));
  const left = reference.nVars - visible.length - predicted.length;
  return {
    ...joined(adata, reference, visible, predicted),
    visible,
    predicted,
    truth: truthOf(adata, predicted),
    notices: [
      `${visible.length} genes are shown of both; ${scored.length} are hidden and scored` +
        (predicted.length > scored.length
          ? `, ${predicted.length - scored.length} were never measured in the data.`
          : '.'),
      ...(left > 0 ? [`${left} genes of the reference alone take no part.`] : []),
    ],
  };
}

function chosen(adata: AnnData, shared: readonly string[], options: ImputeGenesOptions): string[] {
  const { genes, share = 0.1, perBin, seed = 0 } = options;
  if (genes) {
    const lacking = genes.find((gene) => !options.reference.var.index.includes(gene));
    if (lacking === undefined && genes.length > 0) return [...new Set(genes)];
    if (lacking === undefined) throw wrong('genes', 0, 'genes must hold one or more.');
    throw new TissuebookError('missing-key', `imputeGenes: the reference has no gene "${lacking}".`, {
      argument: 'genes',
      found: lacking,
    });
  }
  const order = Array.from(new Random(seed).fork('imputeGenes').permutation(shared.length), (at) => shared[at]!);
  const zeros = zerosOf(adata);
  const drawn = perBin
    ? BINS.flatMap(({ least, most }) =>
        order.filter((gene) => zeros.get(gene)! >= least && zeros.get(gene)! < most).slice(0, perBin),
      )
    : order.slice(0, Math.round(share * shared.length));
  if (drawn.length === 0) throw wrong('share', share, `no gene would be hidden: ${shared.length} are shared.`);
  return drawn;
}

/** Share of the cells in which each gene is 0. */
export function zerosOf(adata: AnnData): Map<string, number> {
  const { rows, columns, values } = adata.matrix().toDense();
  const zeros = new Float64Array(columns);
  for (let at = 0; at < values.length; at++) if (values[at] === 0) zeros[at % columns]! += 1 / rows;
  return new Map(adata.var.index.map((gene, j) => [gene, zeros[j]!]));
}

function joined(
  adata: AnnData,
  reference: AnnData,
  visible: readonly string[],
  predicted: readonly string[],
): Pick<Panels, 'joint' | 'reference' | 'query'> {
  const genes = [...visible, ...predicted];
  const [m, n] = [reference.nObs, adata.nObs];
  const x = new DenseMatrix(m + n, genes.length, new Float32Array((m + n) * genes.length));
  const observed = new DenseMatrix(m + n, genes.length, new Float32Array((m + n) * genes.length).fill(1));
  fill(x, 0, reference, genes);
  fill(x, m, adata, visible);
  for (let i = m; i < m + n; i++) observed.row(i).fill(0, visible.length);
  const obs = new Table(Array.from({ length: m + n }, (_, i) => (i < m ? `reference ${i}` : `query ${i - m}`)));
  obs.set(PART, toColumn(Array.from({ length: m + n }, (_, i) => (i < m ? 'reference' : 'query'))));
  const [a, b] = [reference.obsm.get('spatial'), adata.obsm.get('spatial')];
  const places = a && b && a.columns === b.columns ? [['spatial', below(a, b)] as const] : [];
  return {
    joint: new AnnData({ X: x, obs, var: new Table(genes), layers: [[OBSERVED, observed]], obsm: places }),
    reference: Int32Array.from({ length: m }, (_, i) => i),
    query: Int32Array.from({ length: n }, (_, i) => m + i),
  };
}

/** Writes the given genes of some data into the first columns of rows. */
function fill(x: DenseMatrix, from: number, adata: AnnData, genes: readonly string[]): void {
  const values = adata
    .subset({ var: [...genes] })
    .matrix()
    .toDense();
  for (let i = 0; i < values.rows; i++) x.row(from + i).set(values.row(i));
}

function below(a: DenseMatrix, b: DenseMatrix): DenseMatrix {
  const out = new DenseMatrix(a.rows + b.rows, a.columns, new Float64Array((a.rows + b.rows) * a.columns));
  out.values.set(a.values);
  out.values.set(b.values, a.values.length);
  return out;
}

function truthOf(adata: AnnData, genes: readonly string[]): DenseMatrix {
  const out = new DenseMatrix(adata.nObs, genes.length, new Float32Array(adata.nObs * genes.length).fill(NaN));
  const known = new Set(adata.var.index);
  genes.forEach((gene, j) => {
    if (known.has(gene)) adata.feature(gene).forEach((value, i) => (out.row(i)[j] = value));
  });
  return out;
}

function wrong(argument: string, found: unknown, sentence: string): TissuebookError {
  return new TissuebookError('invalid-argument', `imputeGenes: ${sentence}`, { argument, found });
}
