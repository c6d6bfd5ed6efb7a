import { type AnnData, DenseMatrix, MuData, Table } from '../../data';
import { TissuebookError } from '../../errors';
import type { Matching, Model } from '../../models';
import { evenParts } from '../../models/training/evenParts';
import type { Random } from '../../random';
import type { CellFold } from '../shared/cellFolds';
import { need } from '../shared/modelChecks';
import { type PairedModalities, pairedMuData } from '../shared/pairedModalities';
import { stopAsked } from '../shared/stopAsked';
import { trainTrial } from '../shared/trial';
import { matchBaselines } from './matchBaselines';
import type { MatchFold, MethodMatch } from './matchResult';
import { type MatchAnswer, matchScores } from './matchScores';

/** What was found of the held-out cells of one fold. */
export interface MatchedFold {
  readonly groups: readonly MatchedGroup[];
  /** Probabilities that were kept, over all methods. */
  readonly kept: number;
  readonly config: Readonly<Record<string, unknown>>;
  readonly notices: readonly string[];
}

/** Cells that were matched with each other. */
export interface MatchedGroup {
  /** Rows of the pairs. */
  readonly rows: Int32Array;
  readonly scores: readonly MethodMatch[];
  /** As in MatchFold; none where there was no room. */
  readonly probabilities: MatchFold['probabilities'];
}

/** How a fold is matched. */
export interface MatchFoldOptions {
  readonly seed: number;
  readonly epochs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: boolean | undefined;
  /** Shuffles the cells, and draws the groups. */
  readonly draws: Random;
  /** The batch of each pair, by number. */
  readonly batches: Int32Array;
  readonly k: number;
  readonly percentile: number;
  readonly atOnce: number;
  /** Probabilities that may be kept. */
  readonly room: number;
}

/** Trains on the known pairs of a fold and matches the others, some at a time. @returns nothing where it was stopped */
export async function matchFold(
  model: Model,
  pairs: PairedModalities,
  { train, test }: CellFold,
  options: MatchFoldOptions,
): Promise<MatchedFold | undefined> {
  const { seed, epochs, signal, progress, draws, batches, k, percentile } = options;
  const [from, to] = pairs.names;
  const known = pairedMuData(pairs, train);
  const { trial, notices } = await trainTrial(model, 'match', known, { seed, epochs, signal, progress, settings: { from, to } }); // prettier-ignore
  const stopped = stopAsked(signal);
  if (stopped()) return undefined;
  const ask = need('match', trial, 'match');
  const [first, second] = [known.mod.get(from)!.matrix(), known.mod.get(to)!.matrix().toDense()];
  const baselines = await matchBaselines({ first, second });
  const groups: MatchedGroup[] = [];
  let kept = 0;
  for (const [at, rows] of groupsOf(test, options.atOnce, draws).entries()) {
    if (stopped()) return undefined;
    const partner = (at === 0 ? draws : draws.fork(`group ${at}`)).permutation(rows.length);
    const order = new Int32Array(rows.length);
    partner.forEach((column, row) => (order[column] = rows[row]));
    const asked = unpaired(pairs, rows, order);
    const said = checked(await ask(asked), rows.length);
    const [x, y] = [asked.mod.get(from)!.matrix(), asked.mod.get(to)!.matrix().toDense()];
    const methods = [
      { method: trial.card.id, match: () => Promise.resolve(said) },
      ...baselines.map(({ method, match }) => ({ method, match: () => match(x, y) })),
    ];
    const room = kept + methods.length * rows.length ** 2 <= options.room;
    const truth = { partner, rows: rows.map((row) => batches[row]), columns: order.map((row) => batches[row]) };
    const [scores, probabilities]: [MethodMatch[], { method: string; values: DenseMatrix }[]] = [[], []];
    for (const { method, match } of methods) {
      const answer = await match();
      scores.push({ method, ...matchScores(answer, truth, { k, percentile }) });
      if (room) probabilities.push({ method, values: inOrder(answer.probabilities, partner) });
    }
    kept += probabilities.length * rows.length ** 2;
    groups.push({ rows, scores, probabilities });
  }
  return { groups, kept, config: { ...trial.config }, notices };
}

/** The cells in groups of about equal size, drawn at random; as they stand where they are few. */
function groupsOf(test: Int32Array, atOnce: number, draws: Random): Int32Array[] {
  if (test.length <= atOnce) return [test];
  const shuffled = draws.fork('groups').permutation(test.length);
  return evenParts(test.length, atOnce).map((part) => part.map((at) => test[shuffled[at]]).sort());
}

/** Columns in the order of the rows' partners, in single precision. */
const inOrder = (probabilities: DenseMatrix, partner: Int32Array): DenseMatrix => {
  const { rows, columns, values } = probabilities.takeColumns(partner);
  return new DenseMatrix(rows, columns, Float32Array.from(values));
};

/** Cells of both modalities under names that tell nothing, and without anything but their values. */
function unpaired({ names, first, second }: PairedModalities, rows: Int32Array, order: Int32Array): MuData {
  const plain = (table: AnnData, cells: Int32Array, name: string): AnnData => {
    const own = table.subset({ obs: [...cells] });
    const obs = new Table(Array.from(cells, (_, at) => `${name} ${at}`));
    return own.with({ obs, obsm: [], obsmTables: [], obsp: [] });
  };
  return new MuData({ mod: [[names[0], plain(first, rows, names[0])], [names[1], plain(second, order, names[1])]] }); // prettier-ignore
}

/** @throws TissuebookError 'shape-mismatch' */
function checked({ probabilities, similarity }: Matching, cells: number): MatchAnswer {
  for (const matrix of [probabilities, similarity ?? probabilities]) {
    if (matrix.rows === cells && matrix.columns === cells) continue;
    const sentence = `match: the model gave ${matrix.rows} x ${matrix.columns} pairs for ${cells} x ${cells} cells.`;
    throw new TissuebookError('shape-mismatch', sentence, { argument: 'model', found: [matrix.rows, matrix.columns] });
  }
  return { probabilities, similarity: similarity ?? probabilities };
}
