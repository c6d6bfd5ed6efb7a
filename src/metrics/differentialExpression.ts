import { exactMath } from '../exactMath';
import { mean } from '../statistics';
import { checkMatrix, checkSameColumns } from './checks';
import { benjaminiHochberg, rankSumTies } from './rankSum';
import type { MatrixLike } from './types';

/** How each gene differs between some cells and control cells. */
export interface DifferentialExpression {
  /** log2 of the ratio of the means, each with 1e-9 added [genes]. */
  readonly foldChange: Float64Array;
  /** Two-sided p of the rank-sum test, corrected for ties and not for continuity; 1 where nothing varies [genes]. */
  readonly p: Float64Array;
  /** The same after Benjamini and Hochberg, over the genes given [genes]. */
  readonly adjusted: Float64Array;
}

const NOTHING = 1e-9;

/**
 * The table from which the Virtual Cell Challenge (2026) scores predictions: fold changes and rank-sum tests against control.
 *
 * @param cells values of a linear scale, such as counts per million [cells, genes]
 * @param control the same of control cells [cells, genes]
 * @throws TissuebookError 'shape-mismatch', 'invalid-argument' (sparse matrices)
 */
export function differentialExpression(cells: MatrixLike, control: MatrixLike): DifferentialExpression {
  checkMatrix('differentialExpression', 'cells', cells);
  checkMatrix('differentialExpression', 'control', control);
  checkSameColumns('differentialExpression', cells, control);
  const foldChange = new Float64Array(cells.columns);
  const p = new Float64Array(cells.columns);
  for (let j = 0; j < cells.columns; j++) {
    const [a, b] = [column(cells, j), column(control, j)];
    foldChange[j] = exactMath.log2((mean(a) + NOTHING) / (mean(b) + NOTHING));
    p[j] = rankSumTies(a, b);
  }
  return { foldChange, p, adjusted: benjaminiHochberg(p) };
}

const column = ({ rows, columns, values }: MatrixLike, j: number): Float64Array =>
  Float64Array.from({ length: rows }, (_, i) => values[i * columns + j]!);
