import { DenseMatrix, type Matrix } from '../../data';
import { TissuebookError } from '../../errors';
import { rowsOf } from '../../graph/neighborhood';
import type { AddedCells } from '../contract';

/** Points as a matrix, or as a list of [x, y]. */
export type Locations = AddedCells['locations'];

/** A tissue as a model reads it. */
export interface TissueCells {
  /** [cells, features of the model] */
  readonly matrix: Matrix;
  /** [cells, 2 or 3] */
  readonly points: DenseMatrix;
  /** Section number of each cell. */
  readonly section: Int32Array;
}

/** A tissue with the names of its sections. */
export type NamedTissue = TissueCells & { readonly sections: readonly string[] };

/** Checked cells that are put into a tissue. */
export interface PlacedCells {
  /** [cells, features of the model]; zeros for cells whose expression is to be inferred */
  readonly expression: Float32Array;
  /** [cells, 2 or 3] */
  readonly points: Float64Array;
  /** Section number of each. */
  readonly section: Int32Array;
}

/**
 * Checks cells to be added; none where `added` is absent.
 *
 * @throws TissuebookError 'shape-mismatch' (other features, other numbers of cells), 'not-finite', 'invalid-argument' (values
 *   below zero), 'missing-key' (no such section)
 */
export function readAddedCells(where: string, tissue: NamedTissue, added: AddedCells | undefined): PlacedCells {
  if (!added) return { expression: new Float32Array(0), points: new Float64Array(0), section: new Int32Array(0) };
  const { rows, columns, values } = added.expression;
  const placed = placeVoidCells(where, tissue, added.locations, added.section);
  const count = placed.section.length;
  if (rows !== count || columns !== tissue.matrix.columns) {
    const want = `${count} x ${tissue.matrix.columns}`;
    throw new TissuebookError('shape-mismatch', `${where}: the added cells are ${rows} x ${columns}, not ${want}.`, {
      argument: 'expression',
      found: [rows, columns],
      advice: 'Give a row for each location, with the genes of the model: see prepared().',
    });
  }
  const bad = values.findIndex((value) => !(value >= 0 && Number.isFinite(value)));
  if (bad >= 0) {
    const kind = Number.isFinite(values[bad]) ? 'invalid-argument' : 'not-finite';
    throw new TissuebookError(kind, `${where}: an added cell has the value ${values[bad]}.`, {
      argument: 'expression',
      found: values[bad],
      advice: 'Expression is a number from zero up.',
    });
  }
  return { ...placed, expression: Float32Array.from(values) };
}

/**
 * Cells that express nothing, at checked locations.
 *
 * @param section name of the section; needed when the tissue has several
 */
export function placeVoidCells(where: string, tissue: NamedTissue, at: Locations, section?: string): PlacedCells {
  const points = readLocations(where, at, tissue.points.columns);
  return {
    expression: new Float32Array(points.rows * tissue.matrix.columns),
    points: Float64Array.from(points.values),
    section: new Int32Array(points.rows).fill(sectionOf(where, tissue, section)),
  };
}

/** A tissue with cells added behind its own: their numbers follow. The tissue stays as it is. */
export function withCells(
  { matrix, points, section }: TissueCells,
  added: PlacedCells,
): TissueCells & { matrix: DenseMatrix } {
  const own = matrix.rows;
  const count = added.section.length;
  const rows = DenseMatrix.zeros(own + count, matrix.columns);
  rows.values.set(
    rowsOf(
      matrix,
      Int32Array.from({ length: own }, (_, i) => i),
    ),
  );
  rows.values.set(added.expression, own * matrix.columns);
  const places = new DenseMatrix(own + count, points.columns, new Float64Array((own + count) * points.columns));
  places.values.set(points.values);
  places.values.set(added.points, own * points.columns);
  const numbers = new Int32Array(own + count);
  numbers.set(section);
  numbers.set(added.section, own);
  return { matrix: rows, points: places, section: numbers };
}

/** Locations as a matrix with as many columns as the tissue's positions. */
function readLocations(where: string, locations: Locations, axes: number): DenseMatrix {
  const points = locations instanceof DenseMatrix ? locations : DenseMatrix.fromRows(locations);
  if (points.rows > 0 && points.columns !== axes) {
    throw new TissuebookError('shape-mismatch', `${where}: a location has ${points.columns} numbers, not ${axes}.`, {
      argument: 'locations',
      found: points.columns,
    });
  }
  const bad = points.values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return points;
  throw new TissuebookError('not-finite', `${where}: location ${Math.floor(bad / points.columns)} is not a number.`, {
    argument: 'locations',
    found: points.values[bad],
  });
}

/** Number of a section by its name; without a name, of the only one. */
function sectionOf(where: string, { sections }: NamedTissue, name: string | undefined): number {
  const found = name === undefined && sections.length === 1 ? 0 : sections.indexOf(name ?? '');
  if (found >= 0) return found;
  const shown = sections.slice(0, 12).join(', ');
  throw new TissuebookError(
    'missing-key',
    `${where}: ${name === undefined ? 'section is needed' : `there is no section "${name}"`}.`,
    {
      argument: 'section',
      found: name,
      advice: `The data have: ${shown}${sections.length > 12 ? ', ...' : ''}.`,
    },
  );
}
