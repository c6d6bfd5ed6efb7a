import { type AnnData, type Matrix, MuData } from '../../data';
import { uniquePlaces } from '../../data/rowsByName';
import { TissuebookError } from '../../errors';
import { checkValues } from '../../prepare/values/checkValues';
import { cellDataOf, type Corpus, isCorpus, type ModelData } from '../contract';
import { matchFeatures, takeFeatures } from '../training/matchFeatures';
import type { ScmognnConfig } from './config';
import type { ScmognnState } from './state';

/** A modality as the model takes it. */
export interface ModalityCells {
  readonly name: string;
  readonly table: AnnData;
  /** [cells of the modality, features], those of a trained model in its order */
  readonly x: Matrix;
  readonly features: readonly string[];
  /** The row of each cell of the data, -1 for none [nObs]. */
  readonly row: Int32Array;
}

/** Fewer cells with both modalities can teach nothing (ours). */
export const FEWEST = 10;

/** Data of several modalities. @throws TissuebookError 'invalid-argument' for anything else */
export function readMuData(where: string, data: ModelData | Corpus): MuData {
  const cells = isCorpus(data) ? undefined : cellDataOf(where, data);
  if (cells instanceof MuData) return cells;
  throw new TissuebookError('invalid-argument', `${where} takes a MuData of two modalities.`, {
    argument: 'data',
    found: isCorpus(data) ? `a list of ${data.length}` : 'AnnData',
    advice: 'Make one with readH5mu, toMuData({ rna, prot }), or obsmToMuData for proteins in obsm.',
  });
}

/** The two modalities by name: as the configuration says, else the first two. @throws TissuebookError 'missing-key', 'invalid-argument' */
export function modalityNames(
  where: string,
  mdata: MuData,
  { from, to }: Pick<ScmognnConfig, 'from' | 'to'>,
): [string, string] {
  const names = [...mdata.mod.keys()];
  const first = from || names.find((name) => name !== to)!;
  const second = to || names.find((name) => name !== first)!;
  for (const name of [first, second]) mdata.modality(name);
  if (first !== second) return [first, second];
  throw new TissuebookError('invalid-argument', `${where}: both modalities are "${first}".`, {
    argument: 'to',
    found: second,
    advice: `There are: ${names.join(', ')}.`,
  });
}

/**
 * One modality of some data.
 *
 * @param wanted features of a trained model, found by name
 * @throws TissuebookError 'missing-key', 'not-finite', 'invalid-argument' (counts below zero), 'shape-mismatch' (features)
 */
export function readModality(where: string, mdata: MuData, name: string, wanted?: readonly string[]): ModalityCells {
  const table = mdata.modality(name);
  const matrix = table.matrix();
  const { negative } = checkValues(where, table, matrix);
  if (negative > 0 && matrix.values.every((value) => Number.isInteger(value))) {
    throw new TissuebookError('invalid-argument', `${where}: ${name} holds ${negative} counts below zero.`, {
      argument: name,
      found: negative,
      advice: 'Counts start at 0: look at how they were corrected.',
    });
  }
  const features = table.var.index;
  if (!wanted) uniquePlaces(where, features);
  const x = wanted ? takeFeatures(matrix, matchFeatures(where, features, wanted)) : matrix;
  const row = Int32Array.from(mdata.obsmap.get(name)!, (place) => place - 1);
  return { name, table, x, features: wanted ?? features, row };
}

/** Both modalities of the cells that have them, row by row. */
export interface Pairs {
  readonly first: ModalityCells;
  readonly second: ModalityCells;
  /** Cells of the data with both, by number. */
  readonly cells: Int32Array;
  /** [pairs, features] */
  readonly x: Matrix;
  readonly y: Matrix;
  readonly notices: readonly string[];
}

/** @param trained a model that cells are brought to @throws TissuebookError as readModality does, and for fewer than ten pairs */
export function readPairs(
  where: string,
  mdata: MuData,
  config: ScmognnConfig,
  trained?: Pick<ScmognnState, 'modalities' | 'features' | 'targets'>,
): Pairs {
  const names = trained?.modalities ?? modalityNames(where, mdata, config);
  const first = readModality(where, mdata, names[0], trained?.features);
  const second = readModality(where, mdata, names[1], trained?.targets);
  const cells = Int32Array.from(first.row.keys()).filter((cell) => first.row[cell] >= 0 && second.row[cell] >= 0);
  if (!trained && cells.length < FEWEST) {
    throw new TissuebookError(
      'invalid-argument',
      `${where}: ${cells.length} cells are in both ${names.join(' and ')}; ${FEWEST} are the least.`,
      { argument: 'data', found: cells.length, advice: 'Cells are matched by the names of obs.index.' },
    );
  }
  const alone = [first, second].map(({ row }) => row.filter((at) => at >= 0).length - cells.length);
  const notices = [first, second].flatMap(({ name, table, x }, m) => [
    ...(alone[m] > 0 && !trained ? [`${alone[m]} cells of ${name} lack the other modality and teach nothing.`] : []),
    ...(!trained && checkValues(where, table, x).counts
      ? [`${name} holds counts, taken as they are: logged or scaled values are meant.`]
      : []),
  ]);
  const paired = ({ x, row }: ModalityCells): Matrix =>
    takeRowsOnce(
      x,
      cells.map((cell) => row[cell]),
    );
  return { first, second, cells, x: paired(first), y: paired(second), notices };
}

/** Rows of a matrix, which is not copied where all are taken in order. */
export const takeRowsOnce = (x: Matrix, rows: Int32Array): Matrix =>
  rows.length === x.rows && rows.every((row, at) => row === at) ? x : x.takeRows(rows);
