import { type AnnData, cellsOf, DenseMatrix, type MuData, valuesOf } from '../../data';
import { TissuebookError } from '../../errors';
import type { Model } from '../../models';
import type { ColumnName } from '../../names';
import { anything, checkOptions, flag, integer, listOf, seed as seedCheck, text } from '../../options';
import { cellFolds } from '../shared/cellFolds';
import { need } from '../shared/modelChecks';
import { pairedModalities, type PairedModalities, pairedMuData } from '../shared/pairedModalities';
import { stopAsked } from '../shared/stopAsked';
import { trainTrial } from '../shared/trial';
import { contributionsOf } from './contributions';
import { jointBaselines } from './jointBaselines';
import { JointResult } from './jointResult';
import { jointScores, type KnownCells } from './jointScores';

export interface JointEmbedOptions {
  /** Column of obs with cell types, by which embeddings are scored. */
  labels: ColumnName;
  /** The two modalities, by key; the first two of the data unless given. */
  modalities?: readonly string[];
  /** Whether the model may learn from the labels and the cell cycle of the training cells. Default false. */
  supervised?: boolean;
  /** Column of obs with batches; without it, or with one batch, batch scores are not defined. */
  batch?: ColumnName;
  /** Columns of obs with scores of S and G2M phases, or one with the phase by name. */
  cellCycle?: readonly string[];
  /** Column of obs with a pseudotime; cells without a number are left out of that score. */
  pseudotime?: string;
  /** Types with fewer cells are scored with nobody and taught to nobody. 5 (ours). */
  minCells?: number;
  /** One of so many parts of the cells is held out and scored. 5; 1 holds out nothing and scores all cells. */
  parts?: number;
  /** Column of obs with 'train' and 'test' in place of parts. */
  split?: string;
  /** Epochs of training; the model's own unless given. */
  epochs?: number;
  seed?: number;
  signal?: AbortSignal;
  /** Whether a notebook shows the curves of the training. Default true. */
  progress?: boolean;
}

/**
 * How well a model puts two modalities of cells into one embedding (Wen 2024, section 2.3.3 and appendix A.1): an untrained model like
 * the given one learns from most cells, then embeds all; the held-out ones are scored by clusters, silhouettes, connectivity, cell cycle
 * and trajectory. What each modality contributes is shown by setting it to its mean. Beside it, unasked: components of both modalities side by side, of each alone, and linear discriminants where the model
 * learned from labels. A score that the data do not define is said to be so, never 1.
 *
 *     const result = await jointEmbed(zoo.create('scmognn'), mdata, { labels: 'cell_type', supervised: true });
 *
 * @throws TissuebookError 'unknown-option', 'missing-key' (no such modality or column), 'invalid-argument' (a model that cannot embed,
 *   fewer than two types), 'aborted' (before its training was done), and whatever fit() throws
 */
export async function jointEmbed(model: Model, mdata: MuData, options: JointEmbedOptions): Promise<JointResult> {
  checkOptions('jointEmbed', options, {
    labels: text,
    modalities: listOf(text),
    supervised: flag,
    batch: text,
    cellCycle: listOf(text),
    pseudotime: text,
    minCells: integer(1),
    parts: integer(1, 1000),
    split: text,
    epochs: integer(1, 100000),
    seed: seedCheck,
    signal: anything,
    progress: flag,
  });
  const { labels, supervised = false, minCells = 5, parts = 5, split, seed = 0 } = options;
  const { epochs, signal, progress } = options;
  need('jointEmbed', model, 'embed');
  if (labels === undefined) {
    throw new TissuebookError('invalid-argument', 'jointEmbed: labels, a column of obs with cell types, is needed.', {
      argument: 'labels',
    });
  }
  const [first, second] = options.modalities ?? [...(mdata?.mod?.keys() ?? [])];
  const pairs = pairedModalities('jointEmbed', mdata, first, second);
  const obs = cellsOf(mdata).subset({ obs: pairs.cells });
  const { types, notices: rare } = commonTypes(obs, labels, minCells);
  const all = Int32Array.from({ length: obs.nObs }, (_, cell) => cell);
  const [fold] = parts === 1 && split === undefined ? [{ train: all, test: all }] : cellFolds('jointEmbed', obs, { folds: parts, split, seed }); // prettier-ignore
  const taught = supervised ? { labels } : {};
  const stopped = stopAsked(signal);
  const shown = withTypes(pairedMuData(pairs, fold.train), labels, Array.from(fold.train, (cell) => types[cell])); // prettier-ignore
  const known = supervised ? withCycle(shown, obs.subset({ obs: fold.train }), options.cellCycle) : shown;
  const { trial, notices } = await trainTrial(model, 'embed', known, { seed, epochs, signal, progress, fit: taught });
  if (stopped()) {
    throw new TissuebookError(
      'aborted',
      'jointEmbed was stopped before its training was done. Model and data are as they were.',
    );
  }
  const embed = need('jointEmbed', trial, 'embed');
  const vectors = await embed(pairedMuData(pairs, all));
  const codes = supervised ? codesOf(Array.from(fold.train, (cell) => types[cell])) : undefined;
  const baselines = await jointBaselines({
    names: pairs.names,
    first: pairs.first.matrix(),
    second: pairs.second.matrix(),
    train: fold.train,
    codes,
  });
  const embeddings = [{ method: trial.card.id, values: vectors }, ...baselines];
  const scored = fold.test.filter((cell) => types[cell] !== null);
  const facts = knownOf(obs, pairs, scored, types, options);
  const scores = [];
  for (const { method, values } of embeddings) {
    scores.push({ method, ...(await jointScores(values.takeRows(scored), facts, seed)) });
  }
  const contributions = [];
  for (const { modality, shift, values } of await contributionsOf(embed, pairs, { train: fold.train, scored })) {
    contributions.push({ modality, shift, without: await jointScores(values, facts, seed) });
  }
  return new JointResult({
    scores,
    contributions,
    embeddings,
    cells: pairs.cells,
    scored,
    modalities: pairs.names,
    heldOut: fold.test !== fold.train,
    supervised,
    labels,
    seed,
    config: { ...trial.config },
    notices: [
      ...pairs.notices,
      ...rare,
      ...batchNotices(facts, options),
      ...(contributions.length === 0
        ? ['What each modality contributes was not asked: one is too large to be filled in with its means.']
        : []),
      ...notices,
    ],
  });
}

/** The type of each cell; null for a missing one and for rare ones. */
function commonTypes(obs: AnnData, labels: string, minCells: number): { types: (string | null)[]; notices: string[] } {
  const names = valuesOf(obs.column(labels)).map((label) => (label === null ? null : String(label)));
  const counts = new Map<string, number>();
  for (const name of names) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  const rare = [...counts].filter(([, count]) => count < minCells);
  const left = rare.reduce((sum, [, count]) => sum + count, 0);
  if (counts.size - rare.length < 2) {
    const sentence = `jointEmbed: ${counts.size - rare.length} types in obs["${labels}"] have ${minCells} cells or more.`;
    throw new TissuebookError('invalid-argument', sentence, { argument: 'labels', found: counts.size });
  }
  const few = new Set(rare.map(([name]) => name));
  return {
    types: names.map((name) => (name !== null && few.has(name) ? null : name)),
    notices: rare.length === 0 ? [] : [`${rare.length} types with fewer than ${minCells} cells (${left} cells) are not scored.`], // prettier-ignore
  };
}

/** The data with a column of types, which the model may learn from. */
function withTypes(mdata: MuData, labels: string, types: readonly (string | null)[]): MuData {
  const obs = mdata.obs.clone();
  obs.set(labels, types);
  return mdata.with({ obs });
}

/** The data with the columns of the cell cycle, for a model that learns them too (option phase of scMoGNN). */
function withCycle(mdata: MuData, cells: AnnData, columns: readonly string[] = []): MuData {
  const obs = mdata.obs.clone();
  for (const name of columns) obs.set(name, cells.column(name));
  return mdata.with({ obs });
}

function codesOf(types: readonly (string | null)[]): Int32Array {
  const names = [...new Set(types.filter((type) => type !== null))].sort();
  return Int32Array.from(types, (type) => (type === null ? -1 : names.indexOf(type)));
}

function knownOf(
  obs: AnnData,
  pairs: PairedModalities,
  scored: Int32Array,
  types: readonly (string | null)[],
  { batch, cellCycle, pseudotime }: JointEmbedOptions,
): KnownCells {
  const column = (name: string): unknown[] => {
    const values = valuesOf(obs.column(name));
    return Array.from(scored, (cell) => values[cell]);
  };
  return {
    labels: Array.from(scored, (cell) => types[cell]!),
    ...(batch !== undefined && { batches: column(batch).map(String) }),
    ...(cellCycle && {
      cycle: { before: pairs.first.matrix().takeRows([...scored]), covariates: covariatesOf(cellCycle.map(column)) },
    }),
    ...(pseudotime !== undefined && { pseudotime: column(pseudotime).map((value) => (value === null ? NaN : Number(value))) }),
  };
} // prettier-ignore

/** Scores as they are; phases by name as a column each. */
function covariatesOf(columns: readonly unknown[][]): DenseMatrix {
  const numeric = columns.every((column) => column.every((value) => typeof value === 'number'));
  const phases = [...new Set(columns[0])];
  const rows = columns[0].map((own, at) =>
    numeric ? columns.map((column) => Number(column[at])) : phases.map((phase) => Number(own === phase)),
  );
  return DenseMatrix.fromRows(rows);
}

function batchNotices({ batches }: KnownCells, { batch, cellCycle }: JointEmbedOptions): string[] {
  const one = batches !== undefined && new Set(batches).size === 1;
  return [
    ...(batches === undefined ? ['No batch was named: batch ASW is not defined.'] : []),
    ...(one ? [`The scored cells are of one batch (obs["${batch}"]): batch ASW is not defined.`] : []),
    ...(cellCycle?.length === 1 ? [`The cell cycle is that of phases in obs["${cellCycle[0]}"], which is weaker than scores of S and G2M.`] : []), // prettier-ignore
  ];
}
