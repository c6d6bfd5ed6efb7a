import { DenseMatrix } from '../../data';
import { TissuebookError } from '../../errors';
import type { AddedCells } from '../contract';
import type { PlacedCells } from './added';
import type { Tissue } from './tissue';

/** Points as a matrix, or as a list of [x, y]. */
export type Locations = AddedCells['locations'];

/**
 * Checks cells to be added. @throws TissuebookError 'shape-mismatch' (other genes, other numbers of cells),
 * 'not-finite', 'invalid-argument' (values below zero), 'missing-key' (no such section)
 */
export function readAddedCells(where: string, tissue: Tissue, added: AddedCells | undefined): PlacedCells {
  if (!added) return { expression: new Float32Array(0), points: new Float64Array(0), section: new Int32Array(0) };
  const points = readLocations(where, added.locations, tissue);
  const { rows, columns, values } = added.expression;
  if (rows !== points.rows || columns !== tissue.features.length) {
    const want = `${points.rows} x ${tissue.features.length}`;
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
  const section = new Int32Array(rows).fill(sectionOf(where, tissue, added.section));
  return { expression: Float32Array.from(values), points: Float64Array.from(points.values), section };
}

/** Locations as a matrix with as many columns as the tissue's positions. */
export function readLocations(where: string, locations: Locations, tissue: Tissue): DenseMatrix {
  const points = locations instanceof DenseMatrix ? locations : DenseMatrix.fromRows(locations);
  if (points.rows > 0 && points.columns !== tissue.points.columns) {
    const want = tissue.points.columns;
    throw new TissuebookError('shape-mismatch', `${where}: a location has ${points.columns} numbers, not ${want}.`, {
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
export function sectionOf(where: string, tissue: Tissue, name: string | undefined): number {
  const found = name === undefined && tissue.sections.length === 1 ? 0 : tissue.sections.indexOf(name ?? '');
  if (found >= 0) return found;
  const shown = tissue.sections.slice(0, 12).join(', ');
  throw new TissuebookError(
    'missing-key',
    `${where}: ${name === undefined ? 'section is needed' : `there is no section "${name}"`}.`,
    {
      argument: 'section',
      found: name,
      advice: `The data have: ${shown}${tissue.sections.length > 12 ? ', ...' : ''}.`,
    },
  );
}
