import { type AnnData, coordinates, DenseMatrix } from '../data';
import { checkAnnData } from '../data/checkAnnData';
import { TissuebookError } from '../errors';
import { checkArgument, nearest, objectWith, show } from '../options';
import { combine, type Criterion, insideOutline, insideRange, type SelectionStep } from '../protocol';
import { cellValues } from './cellColor';
import { pairOfFields } from './fieldPair';

/**
 * The cells that outlines, labels and thresholds find, step by step, as indices into the data: what a selection in a
 * picture writes into a notebook, so that it can be repeated. Positions and values are compared as the data hold them; a picture
 * holds float32, and may find a value at an end of a range that is outside by less than float32 can tell.
 *
 *     selectCells(tumour, [
 *       { inside: [[0, 0], [500, 0], [500, 500]] },
 *       { how: 'keep', column: 'phenotype', labels: ['CD8 T cells'] },
 *       { how: 'remove', column: 'CD45', to: 100 },
 *     ])
 *
 * @returns ascending indices [nSelected]; `adata.subset({ obs: indices })` takes them
 * @throws TissuebookError 'missing-key' for a column, feature, label or basis that is not there; 'invalid-argument' for
 *   a step that is none of these, or labels of a column of numbers
 */
export function selectCells(adata: AnnData, steps: SelectionStep | readonly SelectionStep[]): Int32Array {
  checkAnnData('selectCells', 'adata', adata);
  let selected: Uint8Array = new Uint8Array(adata.nObs);
  (Array.isArray(steps) ? (steps as readonly SelectionStep[]) : [steps as SelectionStep]).forEach((step, i) => {
    checkArgument('selectCells', `steps[${i}]`, step, objectWith());
    const how = step.how ?? 'replace';
    if (!['replace', 'add', 'keep', 'remove'].includes(how)) throw wrongStep(i, step, 'how is unknown');
    selected = combine(selected, find(adata, step, i), how);
  });
  return Int32Array.from(selected.keys()).filter((cell) => selected[cell]);
}

function find(adata: AnnData, step: Criterion, i: number): Uint8Array {
  if ('inside' in step) return findInside(adata, step, i);
  if (typeof step.column !== 'string') throw wrongStep(i, step, 'it has neither inside nor column');
  const found = cellValues(adata, step.column);
  if ('labels' in step) {
    if (found.kind !== 'category') throw wrongStep(i, step, `"${step.column}" holds numbers, not labels`);
    return findLabels(found.column, step.labels, step.column);
  }
  if (found.kind !== 'value') throw wrongStep(i, step, `"${step.column}" holds labels: give labels`);
  return insideRange(found.values, step);
}

function findInside(adata: AnnData, step: Extract<Criterion, { inside: unknown }>, i: number): Uint8Array {
  const corners = step.inside;
  const sound =
    Array.isArray(corners) &&
    corners.length >= 3 &&
    corners.every((corner) => corner.length === 2 && corner.every(Number.isFinite));
  if (!sound) throw wrongStep(i, step, 'inside needs at least three corners [x, y]');
  const points = pointsOf(adata, step.basis);
  const inside = insideOutline(corners, points.column(0), points.column(1));
  if (!step.of) return inside;
  const { column, label } = step.of;
  return combine(inside, find(adata, { column, labels: [label] }, i), 'keep');
}

function pointsOf(adata: AnnData, basis?: string): DenseMatrix {
  if (basis === undefined || basis === 'spatial') return coordinates(adata).points;
  const found = adata.obsm.get(basis);
  if (found instanceof DenseMatrix && found.columns >= 2) return found;
  const pair = pairOfFields(adata, basis);
  if (pair) return pair;
  const near = nearest(basis, [...adata.obsm.keys()]);
  throw new TissuebookError('missing-key', `There is no obsm[${show(basis)}] with two columns.`, {
    argument: 'basis',
    found: basis,
    advice: near ? `Did you mean "${near}"?` : `obsm has: ${[...adata.obsm.keys()].join(', ') || 'nothing'}.`,
  });
}

function findLabels(
  column: { codes: Int32Array; categories: readonly string[] },
  labels: readonly (string | null)[],
  name: string,
): Uint8Array {
  const wanted = new Set(
    labels.map((label) => {
      const code = label === null ? -1 : column.categories.indexOf(label);
      if (label === null || code >= 0) return code;
      const near = nearest(label, column.categories);
      throw new TissuebookError('missing-key', `"${name}" has no label ${show(label)}.`, {
        argument: 'labels',
        found: label,
        ...(near && { advice: `Did you mean "${near}"?` }),
      });
    }),
  );
  return Uint8Array.from(column.codes, (code) => Number(wanted.has(code)));
}

function wrongStep(i: number, step: unknown, what: string): TissuebookError {
  return new TissuebookError('invalid-argument', `selectCells: step ${i + 1}: ${what}.`, {
    argument: `steps[${i}]`,
    found: step,
    advice:
      'A step is { inside: corners }, { column, labels } or { column, from, to }, with how if it is not the first.',
  });
}
