import { AnnData, type Matrix, type MuData, SparseMatrix } from '../../data';
import { uniquePlaces } from '../../data/rowsByName';
import { withoutZeros } from '../../data/sparseMatrix';
import { TissuebookError } from '../../errors';
import { totalsOf } from '../../prepare/filters/limits';
import { checkValues } from '../../prepare/values/checkValues';
import { cellDataOf, type Corpus, isCorpus, type ModelData } from '../contract';
import { matchFeatures, takeFeatures } from '../training/matchFeatures';
import type { ScmoformerConfig } from './config';

/** RNA as the model takes it, checked: logged, no zeros stored. */
export interface Rna {
  readonly name: string;
  readonly table: AnnData;
  /** [cells of the modality, genes] */
  readonly x: SparseMatrix;
  readonly genes: readonly string[];
  /** Whether X held counts, which were normalized and logged here. */
  readonly counts: boolean;
  /** Cells of the data. */
  readonly nObs: number;
  /** The row of x of each cell of the data, -1 for none [nObs]. */
  readonly row: Int32Array;
}

/** RNA with the proteins of those cells that have them. */
export interface Pairs extends Rna {
  readonly proteins: AnnData;
  readonly proteinName: string;
  /** [cells with proteins, proteins] */
  readonly y: Float32Array;
  /** The row of y of each row of x, -1 for none. */
  readonly measured: Int32Array;
  readonly notices: readonly string[];
}

/** What counts of a cell add up to before the logarithm (paper: library size, no number). */
const SCALE = 10_000;

/** Fewer cells with both modalities can teach nothing (ours). */
const FEWEST = 10;

/** The data as a model of two modalities takes them. @throws TissuebookError 'invalid-argument' for several tissues */
export function readCells(where: string, data: ModelData | Corpus): AnnData | MuData {
  if (!isCorpus(data)) return cellDataOf(where, data);
  throw new TissuebookError('invalid-argument', `${where} takes one MuData, found a list of ${data.length}.`, {
    argument: 'data',
    found: data.length,
    advice: 'Join them first: concat of each modality, then toMuData.',
  });
}

/**
 * The given modality of some data: of a MuData the one that is named, or the first; an AnnData is taken for it.
 *
 * @param trained genes and kind of values of a trained model
 * @throws TissuebookError 'missing-key', 'not-finite', 'invalid-argument' (values below zero, counts where logged values were learned),
 *   'shape-mismatch' (features)
 */
export function readRna(
  where: string,
  data: AnnData | MuData,
  config: Pick<ScmoformerConfig, 'from'>,
  trained?: { readonly features: readonly string[]; readonly counts: boolean },
): Rna {
  const name = data instanceof AnnData ? 'X' : config.from || [...data.mod.keys()][0]!;
  const table = data instanceof AnnData ? data : data.modality(name);
  const matrix = table.matrix();
  const { counts, negative } = checkValues(where, table, matrix);
  if (negative > 0) {
    throw new TissuebookError('invalid-argument', `${where}: ${name} holds ${negative} values below zero.`, {
      argument: name,
      found: negative,
      advice: 'It takes counts or logged values of RNA: scaled ones have no zeros to leave out.',
    });
  }
  if (trained && trained.counts !== counts && matrix.values.length > 0) {
    const [learned, found] = trained.counts ? ['counts', 'others'] : ['logged values', 'counts'];
    throw new TissuebookError('invalid-argument', `${where}: the model learned from ${learned}, ${name} holds ${found}.`, {
      argument: name,
      advice: 'Prepare the cells as those that it was trained on.',
    }); // prettier-ignore
  }
  if (!trained) uniquePlaces(where, table.var.index);
  const genes = trained?.features ?? table.var.index;
  const x = trained ? takeFeatures(matrix, matchFeatures(where, table.var.index, genes)) : matrix;
  const nObs = data.nObs;
  const row =
    data instanceof AnnData
      ? Int32Array.from({ length: nObs }, (_, i) => i)
      : data.obsmap.get(name)!.map((place) => place - 1);
  return { name, table, x: logged(x, counts, matrix), genes, counts, nObs, row: Int32Array.from(row) };
}

/**
 * RNA and proteins, matched as the MuData has them.
 *
 * @throws TissuebookError as readRna; 'invalid-argument' (fewer than ten cells with both, counts of proteins below zero)
 */
export function readPairs(where: string, data: AnnData | MuData, config: ScmoformerConfig): Pairs {
  if (data instanceof AnnData) {
    throw new TissuebookError('invalid-argument', `${where} takes a MuData of two modalities, found an AnnData.`, {
      argument: 'data',
      advice: "With proteins in obsm: obsmToMuData(adata, { key: 'protein_norm', name: 'prot' }).",
    });
  }
  const rna = readRna(where, data, config);
  const proteinName = config.to || [...data.mod.keys()].find((name) => name !== rna.name)!;
  if (proteinName === rna.name) {
    throw new TissuebookError('invalid-argument', `${where}: both modalities are "${proteinName}".`, {
      argument: 'to',
      found: proteinName,
      advice: `There are: ${[...data.mod.keys()].join(', ')}.`,
    });
  }
  const proteins = data.modality(proteinName);
  uniquePlaces(where, proteins.var.index);
  const values = checkProteins(where, proteinName, proteins);
  const place = data.obsmap.get(proteinName)!;
  const measured = new Int32Array(rna.x.rows).fill(-1);
  let both = 0;
  rna.row.forEach((row, cell) => {
    if (row < 0 || !(place[cell]! > 0)) return;
    measured[row] = place[cell]! - 1;
    both++;
  });
  if (both < FEWEST) throw tooFew(where, both, [rna.name, proteinName], data);
  const y = Float32Array.from(proteins.matrix().toDense().values);
  return { ...rna, proteins, proteinName, y, measured, notices: noticesOf(rna, proteinName, proteins, both, values) };
}

function checkProteins(where: string, name: string, proteins: AnnData): { counts: boolean } {
  const matrix = proteins.matrix();
  const { counts, negative } = checkValues(where, proteins, matrix);
  if (negative === 0 || !matrix.values.every((value) => Number.isInteger(value))) return { counts };
  throw new TissuebookError('invalid-argument', `${where}: ${name} holds counts below zero, ${negative} of them.`, {
    argument: name,
    found: negative,
    advice: 'Counts start at 0: look at how they were corrected.',
  });
}

function noticesOf(rna: Rna, name: string, proteins: AnnData, both: number, { counts }: { counts: boolean }): string[] {
  const alone = [rna.x.rows - both, proteins.nObs - both];
  return [
    ...(rna.counts ? [`${rna.name} holds counts: normalized to ${SCALE} a cell and logged.`] : []),
    ...(counts ? [`${name} holds counts: the most counted proteins decide the loss; normalize them first.`] : []),
    ...(alone[0]! > 0 ? [`${alone[0]} of ${rna.x.rows} cells of ${rna.name} have no ${name}: they are company in the graph and no target.`] : []),
    ...(alone[1]! > 0 ? [`${alone[1]} of ${proteins.nObs} cells of ${name} have no ${rna.name}: left out.`] : []),
  ]; // prettier-ignore
}

/** Logged values without stored zeros. @param whole X with all its genes, which a cell's total is taken of */
function logged(x: Matrix, counts: boolean, whole: Matrix): SparseMatrix {
  const sparse = withoutZeros(x);
  if (!counts) return sparse;
  const { totals } = totalsOf(whole, 'rows');
  const { rows, columns, indptr, indices } = sparse;
  const values = new Float32Array(sparse.values.length);
  for (let i = 0; i < rows; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) values[e] = Math.log1p((SCALE * sparse.values[e]!) / totals[i]!);
  }
  return new SparseMatrix(rows, columns, { indptr, indices, values });
}

function tooFew(where: string, both: number, names: readonly string[], data: MuData): TissuebookError {
  const first = names.map((name) => `${name} has "${data.modality(name).obs.index[0] ?? 'none'}"`).join(', ');
  const sentence = `${where}: ${both} ${both === 1 ? 'cell is' : 'cells are'} in both ${names.join(' and ')}; ${FEWEST} are the least.`;
  return new TissuebookError('invalid-argument', sentence, {
    argument: 'data',
    found: both,
    advice: `Cells are matched by the names of obs.index: ${first}.`,
  });
}
