import { TissuebookError } from '../errors';
import type { AnnData } from './annData';
import { DenseMatrix } from './denseMatrix';
import { listNames, type Table } from './table';
import { unsAt } from './uns';

/** Where every cell lies. */
export interface Coordinates {
  /** Positions [nObs, 2] (or 3, where obsm['spatial'] has three columns), float64. */
  points: DenseMatrix;
  /** Where the positions were found: "obsm['spatial']" or "obs['X_centroid'], obs['Y_centroid']". */
  source: string;
  /** The unit, where the data say it (uns['spatial_unit']); pixels and micrometres are the usual ones. */
  unit: string | undefined;
}

/** Names of the unit that is a thousandth of a millimeter, as files write it. */
export const MICROMETER = /^(um|µm|μm|micro(n|meter|metre)s?)$/i;

/** Customary names of position columns, in the order in which they are tried. */
const COLUMN_PAIRS = [
  ['X_position', 'Y_position'],
  ['X_centroid', 'Y_centroid'],
  ['x_centroid', 'y_centroid'],
  ['CenterX_global_px', 'CenterY_global_px'],
  ['center_x', 'center_y'],
  ['array_col', 'array_row'],
  ['pxl_col_in_fullres', 'pxl_row_in_fullres'],
  ['X', 'Y'],
  ['x', 'y'],
] as const;

/**
 * The positions of the cells: obsm['spatial'], a matrix or a table, or else a customary pair of obs columns (X_position and
 * Y_position, X_centroid and Y_centroid, x and y, ...). `source` says what was used.
 *
 * @throws TissuebookError 'missing-key' when there are none, 'not-finite' when one is not a number
 */
export function coordinates(adata: AnnData): Coordinates {
  const found = optionalCoordinates(adata);
  if (found) return found;
  throw new TissuebookError(
    'missing-key',
    "There are no positions: no obsm['spatial'], no known pair of obs columns.",
    {
      argument: 'spatial',
      advice:
        `Put them into obsm.set('spatial', matrix) with a row of x and y for each cell. ` +
        `obsm has: ${listNames([...adata.obsm.keys(), ...adata.obsmTables.keys()])}; obs has: ${listNames(adata.obs.names)}.`,
    },
  );
}

/** The same, or undefined for data without positions. @throws TissuebookError 'not-finite' when one is not a number */
export function optionalCoordinates(adata: AnnData): Coordinates | undefined {
  const unit = unsAt(adata.uns, 'spatial_unit');
  const found = fromObsm(adata) ?? fromObsmTable(adata) ?? fromColumns(adata.obs, 'obs');
  if (!found) return undefined;
  const bad = found.points.values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const cell = Math.floor(bad / found.points.columns);
    throw new TissuebookError('not-finite', `${found.source}: the position of cell ${cell} is not a number.`, {
      argument: found.source,
      found: found.points.values[bad],
      advice: 'Leave such cells out with subset.',
    });
  }
  return { ...found, unit: typeof unit === 'string' ? unit : undefined };
}

function fromObsm(adata: AnnData): { points: DenseMatrix; source: string } | undefined {
  const spatial = adata.obsm.get('spatial');
  if (!spatial || spatial.columns < 2) return undefined;
  const points = spatial.columns > 3 ? spatial.takeColumns([0, 1]) : spatial;
  return {
    points: new DenseMatrix(points.rows, points.columns, Float64Array.from(points.values)),
    source: "obsm['spatial']",
  };
}

/** A data frame in obsm['spatial']: the columns with customary names, or else its two that hold numbers. */
function fromObsmTable({ obsmTables }: AnnData): { points: DenseMatrix; source: string } | undefined {
  const table = obsmTables.get('spatial');
  if (!table) return undefined;
  const where = "obsm['spatial']";
  const numbers = table.names.filter((name) => table.get(name).kind === 'numeric');
  return (
    fromColumns(table, where) ?? (numbers.length === 2 ? pairOf(table, where, numbers[0]!, numbers[1]!) : undefined)
  );
}

function fromColumns(table: Table, where: string): { points: DenseMatrix; source: string } | undefined {
  for (const [nameX, nameY] of COLUMN_PAIRS) {
    if (!table.has(nameX) || !table.has(nameY)) continue;
    const found = pairOf(table, where, nameX, nameY);
    if (found) return found;
  }
  return undefined;
}

function pairOf(table: Table, where: string, nameX: string, nameY: string): { points: DenseMatrix; source: string } | undefined {
  const [x, y] = [table.get(nameX), table.get(nameY)];
  if (x.kind !== 'numeric' || y.kind !== 'numeric') return undefined;
  const values = new Float64Array(2 * table.length);
  for (let i = 0; i < table.length; i++) {
    values[2 * i] = x.missing?.[i] ? NaN : x.values[i]!;
    values[2 * i + 1] = y.missing?.[i] ? NaN : y.values[i]!;
  }
  return { points: new DenseMatrix(table.length, 2, values), source: `${where}['${nameX}'], ${where}['${nameY}']` };
} // prettier-ignore
