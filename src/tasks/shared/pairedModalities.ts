import { type AnnData, isSparse, MuData, Table } from '../../data';
import { TissuebookError } from '../../errors';
import { show } from '../../options';
import { checkValues } from '../../prepare/values/checkValues';

/** Two modalities of the same cells, row by row. */
export interface PairedModalities {
  readonly names: readonly [string, string];
  /** The first modality, cells that both have, in the order of the data's obs. */
  readonly first: AnnData;
  readonly second: AnnData;
  /** Which cells of the data these are, by number. */
  readonly cells: Int32Array;
  readonly notices: readonly string[];
}

/** Fewer pairs can neither teach nor test (ours). */
const FEWEST = 10;

/**
 * The cells that two modalities share. Cells are matched as the MuData has them, whatever order each modality keeps them in.
 *
 * @param where the function as its user calls it
 * @throws TissuebookError 'invalid-argument' (no MuData, one modality twice, fewer than ten shared cells, counts below zero),
 *   'missing-key' (no such modality), 'not-finite'
 */
export function pairedModalities(where: string, data: unknown, first: string, second: string): PairedModalities {
  if (!(data instanceof MuData)) {
    throw new TissuebookError('invalid-argument', `${where} takes a MuData of two modalities, found ${show(data)}.`, {
      argument: 'data',
      found: data,
      advice: 'Make one with readH5mu, toMuData({ rna, prot }), or obsmToMuData for proteins in obsm.',
    });
  }
  if (first === second) {
    throw new TissuebookError('invalid-argument', `${where}: both modalities are "${first}".`, {
      argument: 'to',
      found: second,
      advice: `There are: ${[...data.mod.keys()].join(', ')}.`,
    });
  }
  const tables = [data.modality(first), data.modality(second)];
  const maps = [data.obsmap.get(first)!, data.obsmap.get(second)!];
  const cells = Int32Array.from(data.obs.index.keys()).filter((cell) => maps.every((map) => map[cell] > 0));
  if (cells.length < FEWEST) throw tooFew(where, [first, second], cells.length, tables);
  const [a, b] = tables.map((table, m) =>
    cellsInOrder(
      table,
      Array.from(cells, (cell) => maps[m][cell] - 1),
    ),
  );
  for (const [name, table] of [[first, a], [second, b]] as const) checkModality(where, name, table); // prettier-ignore
  const alone = tables.map(({ nObs }) => nObs - cells.length);
  const notices = [first, second].flatMap((name, m) =>
    alone[m] > 0 ? [`${alone[m]} of ${tables[m].nObs} cells of ${name} have no partner in the other: left out.`] : [],
  );
  return { names: [first, second], first: a, second: b, cells, notices };
}

/** Some cells of a table. Where all are taken as they stand its matrices are shared: they may fill half of the memory. */
const cellsInOrder = (table: AnnData, rows: number[]): AnnData =>
  rows.length === table.nObs && rows.every((row, at) => row === at) ? table.subset({}) : table.subset({ obs: rows });

/** A modality's values, held against what they claim to be. */
function checkModality(where: string, name: string, table: AnnData): void {
  const matrix = table.matrix();
  const { negative } = checkValues(where, table, matrix);
  // Whole numbers of which some are below zero are damaged counts; normalized values are not whole.
  if (negative === 0 || !matrix.values.every((value) => Number.isInteger(value))) return;
  const at = matrix.values.findIndex((value) => value < 0);
  const feature = isSparse(matrix) ? matrix.indices[at] : at % matrix.columns;
  throw new TissuebookError(
    'invalid-argument',
    `${where}: ${name} holds counts below zero, ${negative} of them; the first is ${matrix.values[at]}, feature "${table.var.index[feature]}".`,
    { argument: name, found: matrix.values[at], advice: 'Counts start at 0: look at how they were corrected.' },
  );
}

function tooFew(where: string, names: readonly string[], shared: number, tables: readonly AnnData[]): TissuebookError {
  const one = shared === 1;
  const sentence =
    `${where}: ${shared} ${one ? 'cell is' : 'cells are'} in both ${names.join(' and ')} ` +
    `(${tables.map(({ nObs }) => nObs).join(' and ')} cells); ${FEWEST} are the least.`;
  return new TissuebookError('invalid-argument', sentence, {
    argument: 'data',
    found: shared,
    advice: `Cells are matched by the names of obs.index: ${names.map((name, m) => `${name} has "${tables[m].obs.index[0] ?? 'none'}"`).join(', ')}.`,
  });
}

/**
 * Two modalities as a model is given them: the one that is known first. Cells are rows of `first`.
 *
 * @param measured rows of `first` whose second modality is known, in this order; all unless given
 */
export function pairedMuData(
  { names, first, second }: Pick<PairedModalities, 'names' | 'first' | 'second'>,
  cells: ArrayLike<number>,
  measured: ArrayLike<number> = cells,
): MuData {
  const rows = Array.from(cells);
  const place = new Map(rows.map((cell, at) => [cell, at]));
  const known = Array.from(measured);
  const second1 = new Int32Array(rows.length);
  known.forEach((cell, at) => (second1[place.get(cell)!] = at + 1));
  const given = cellsInOrder(first, rows);
  return new MuData({
    mod: [
      [names[0], given],
      [names[1], cellsInOrder(second, known)],
    ],
    obs: new Table(given.obs.index),
    obsmap: [
      [names[0], Int32Array.from(rows, (_, at) => at + 1)],
      [names[1], second1],
    ],
  });
}
