import { DenseMatrix, type Matrix } from '../../data';
import { applyMap, columnMeans, type LinearMap, partialLeastSquares, ridge } from '../../linalg';
import { buildIndex } from '../../neighbors';
import { componentsOf } from '../shared/components';

/** Components, penalty and neighbors of the plain methods (ours). */
const COMPONENTS = 50;
const PENALTY = 10;
const PLS_COMPONENTS = 10;
const NEAREST = 15;
/** With more values than this, partial least squares is left out: it needs them all at once, in 64 bits. */
const MOST_VALUES = 2e7;

/** What the plain methods learn from, and whom they are asked about. */
export interface BaselineData {
  /** Known cells [cells, features] and their second modality [cells, targets]. */
  readonly x: Matrix;
  readonly y: DenseMatrix;
  /** Cells that are asked about [rows, features]. */
  readonly asked: Matrix;
  /** For each target the column of x that is its own gene; -1 where none is known. */
  readonly ownGene: Int32Array;
  readonly signal?: AbortSignal | undefined;
}

/** What a plain method predicts [rows, targets]. */
export interface BaselineAnswer {
  readonly method: string;
  readonly values: DenseMatrix;
}

/** All plain methods, each learned from the known cells alone. */
export async function modalityBaselines(data: BaselineData): Promise<BaselineAnswer[]> {
  const { x, y, asked, ownGene, signal } = data;
  const parts = await componentsOf('predictModality', x, COMPONENTS, signal ? { signal } : {});
  const places = await parts.project(asked);
  const answers: BaselineAnswer[] = [
    { method: 'mean of the known cells', values: repeat(columnMeans(y), asked.rows) },
    { method: `truncated SVD ${parts.scores.columns} + ridge`, values: mapped(ridge(parts.scores, y, PENALTY), places) },
  ]; // prettier-ignore
  if (x.rows * x.columns <= MOST_VALUES) {
    const map = partialLeastSquares(x.toDense(), y, Math.min(PLS_COMPONENTS, x.columns, x.rows - 1));
    answers.push({ method: `PLS ${PLS_COMPONENTS}`, values: mapped(map, asked.toDense()) });
  }
  answers.push({ method: `mean of the ${NEAREST} nearest`, values: nearestMeans(parts.scores, y, places) });
  if (ownGene.some((column) => column >= 0)) answers.push({ method: "the protein's own gene", values: fromOwnGene(data) });
  return answers;
} // prettier-ignore

/** Whether the data are too large for partial least squares. */
export const leavesOutPls = ({ rows, columns }: Matrix): boolean => rows * columns > MOST_VALUES;

const mapped = (map: LinearMap, x: DenseMatrix): DenseMatrix =>
  new DenseMatrix(x.rows, map.intercepts.length, applyMap(map, x));

function repeat(row: Float64Array, rows: number): DenseMatrix {
  const out = new DenseMatrix(rows, row.length, new Float64Array(rows * row.length));
  for (let i = 0; i < rows; i++) out.values.set(row, i * row.length);
  return out;
}

/** The mean of the targets of the nearest known cells, in the plane of the components. */
function nearestMeans(known: DenseMatrix, y: DenseMatrix, asked: DenseMatrix): DenseMatrix {
  const { columns: width } = known;
  const points = new DenseMatrix(known.rows + asked.rows, width, new Float64Array((known.rows + asked.rows) * width));
  points.values.set(known.values);
  points.values.set(asked.values, known.values.length);
  const k = Math.min(NEAREST, known.rows);
  const candidates = Int32Array.from({ length: known.rows }, (_, cell) => cell);
  const rows = Int32Array.from({ length: asked.rows }, (_, at) => known.rows + at);
  const near = buildIndex(points, { candidates }).nearest(rows, k);
  const out = new DenseMatrix(asked.rows, y.columns, new Float64Array(asked.rows * y.columns));
  for (let i = 0; i < asked.rows; i++) {
    for (const cell of near.subarray(i * k, (i + 1) * k)) {
      y.row(cell).forEach((value, j) => (out.values[i * y.columns + j] += value / k));
    }
  }
  return out;
}

/** Each target from the one gene that codes for it, by least squares; its mean where no gene is known. */
function fromOwnGene({ x, y, asked, ownGene }: BaselineData): DenseMatrix {
  const out = repeat(columnMeans(y), asked.rows);
  const targets = [...ownGene.keys()].filter((target) => ownGene[target] >= 0);
  const columns = targets.map((target) => ownGene[target]);
  const [known, given] = [x.takeColumns(columns).toDense(), asked.takeColumns(columns).toDense()];
  targets.forEach((target, at) => {
    const line = ridge(known.takeColumns([at]), y.takeColumns([target]), 1e-6);
    const values = applyMap(line, given.takeColumns([at]));
    for (let i = 0; i < asked.rows; i++) out.values[i * y.columns + target] = values[i];
  });
  return out;
}
