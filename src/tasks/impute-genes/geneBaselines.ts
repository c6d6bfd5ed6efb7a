import { DenseMatrix } from '../../data';
import { meanRow } from '../../graph/neighborhood';
import { applyMap, columnMeans, ridge } from '../../linalg';
import { buildIndex } from '../../neighbors';
import { Random } from '../../random';
import { componentsOf } from '../shared/components';

/** Directions in which cells are near each other (ours). */
const DIRECTIONS = 30;
/** Reference cells that a regression is fitted to, at most (ours). */
const MOST_ROWS = 20_000;

/** Log values of the shown genes of all cells, and of the predicted genes of the reference. */
export interface KnownGenes {
  /** [cells, shown genes] */
  readonly shown: DenseMatrix;
  /** [reference, predicted genes] */
  readonly wanted: DenseMatrix;
  readonly reference: Int32Array;
  readonly query: Int32Array;
}

/** What plain methods expect of the predicted genes [query, predicted genes]. @param k nearest cells that are averaged */
export async function plainGenes(known: KnownGenes, k: number): Promise<{ method: string; values: DenseMatrix }[]> {
  const near = Math.min(k, known.reference.length);
  return [
    { method: 'gene mean of the reference', values: everywhere(known) },
    { method: `mean of the ${near} nearest in expression`, values: await nearest(known, near) },
    { method: 'ridge on the shown genes', values: regressed(known) },
  ];
}

function everywhere({ wanted, query }: KnownGenes): DenseMatrix {
  const means = columnMeans(wanted);
  const out = new DenseMatrix(query.length, wanted.columns, new Float32Array(query.length * wanted.columns));
  for (let i = 0; i < query.length; i++) out.row(i).set(means);
  return out;
}

async function nearest({ shown, wanted, reference, query }: KnownGenes, k: number): Promise<DenseMatrix> {
  const { scores: points } = await componentsOf('imputeGenes', shown, DIRECTIONS);
  const found = buildIndex(points, { candidates: reference }).nearest(query, k);
  const out = new DenseMatrix(query.length, wanted.columns, new Float32Array(query.length * wanted.columns));
  for (let i = 0; i < query.length; i++) {
    const rows = Array.from(found.subarray(i * k, (i + 1) * k)).filter((cell) => cell >= 0);
    out.row(i).set(meanRow(rows.map((cell) => wanted.row(cell)), wanted.columns)); // prettier-ignore
  }
  return out;
}

/** The penalty is the mean variance of the shown genes times their number (ours). */
function regressed({ shown, wanted, reference, query }: KnownGenes): DenseMatrix {
  const rows =
    reference.length > MOST_ROWS
      ? Int32Array.from(new Random(0).choice(reference.length, MOST_ROWS)).sort()
      : reference;
  const x = shown.takeRows(rows);
  const means = columnMeans(x);
  let squares = 0;
  for (let at = 0; at < x.values.length; at++) squares += (x.values[at]! - means[at % x.columns]!) ** 2;
  const map = ridge(x, wanted.takeRows(rows), Math.max(1e-6, squares / x.rows));
  return new DenseMatrix(query.length, wanted.columns, Float32Array.from(applyMap(map, shown.takeRows(query))));
}
