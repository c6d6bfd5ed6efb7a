import { AnnData, coordinates, type DenseMatrix } from '../../../data';
import { neighborhoodMeans } from '../../../graph/neighborhood';
import type { WatchColor } from '../../../protocol';
import type { Model, ModelData, Tokens } from '../../contract';
import { maskingRounds } from '../maskingRounds';
import { standardizedErrors } from './cellErrors';

/** What a model that is being trained says of some cells, by number in the data. What is absent it cannot say. */
export interface Look {
  tokens?(cells: Int32Array): Promise<Pick<Tokens, 'codes' | 'heads' | 'codesPerHead'>>;
  /** [cells.length, width] */
  vectors?(cells: Int32Array): Promise<DenseMatrix>;
  /** [cells.length]; NaN where there is none. In units of each feature's variance, or as the model's loss has it. */
  error?(cells: Int32Array): Promise<Float32Array>;
}

/** What a look is asked for, by the name of the color. */
export const LOOKS = { tokens: 'tokens', clusters: 'vectors', error: 'error' } as const satisfies Record<
  WatchColor,
  keyof Look
>;

/** Share of the cells that is hidden at once where an error is that of hidden cells (ours). */
const HIDDEN = 0.15;

/**
 * A look through what a model can be asked, by the contract alone: its tokens, its vectors, and its error where it infers cells from those
 * around them, fills in cells, or fills in genes. All cells are asked about whenever some are, as a model may see them together.
 *
 * @param model holds the state that is being trained
 */
export function lookThrough(model: Model, data: ModelData): Look {
  const { tokenize, embed } = model.can;
  const error = data instanceof AnnData ? errorThrough(model, data) : undefined;
  return {
    ...(tokenize && { tokens: async (cells) => tokensOf(await tokenize(data), cells) }),
    ...(embed && { vectors: async (cells) => (await embed(data)).takeRows(cells) }),
    ...(error && { error }),
  };
}

function tokensOf({ codes, heads, codesPerHead }: Tokens, cells: Int32Array): Tokens {
  const own = new Int32Array(cells.length * heads);
  cells.forEach((cell, at) => own.set(codes.subarray(cell * heads, (cell + 1) * heads), at * heads));
  return { codes: own, heads, codesPerHead };
}

function errorThrough(model: Model, data: AnnData): Look['error'] {
  const { predictCells, fillCells, fillGenes } = model.can;
  if (predictCells) {
    return async (cells) => {
      const truth = (await predictCells.prepared(data)).takeRows(cells);
      const guess = await inRounds(cells, predictCells.share, (round) => predictCells.predict(data, round));
      return standardizedErrors(truth.values, guess, cells.length);
    };
  }
  if (fillCells && model.frame) {
    const { frame } = model;
    return async (cells) => {
      const graph = frame.graph(coordinates(data).points, frame.sections(data).section);
      const truth = neighborhoodMeans(data.matrix(), graph, cells);
      return standardizedErrors(truth, await inRounds(cells, HIDDEN, (round) => fillCells(data, round)), cells.length);
    };
  }
  if (!fillGenes) return undefined;
  return async (cells) => {
    const { values, genes, unit, scale } = await fillGenes(data);
    const truth = measured(data.subset({ obs: cells, var: [...genes] }), unit, scale);
    return standardizedErrors(truth, values.takeRows(cells).values, cells.length);
  };
}

/** Answers for cells that are hidden in rounds, in the order of the cells [cells, features]. */
export async function inRounds(
  cells: Int32Array,
  share: number,
  ask: (round: Int32Array) => Promise<DenseMatrix>,
): Promise<Float32Array> {
  const place = new Map(Array.from(cells, (cell, at) => [cell, at]));
  let out = new Float32Array(0);
  for (const round of maskingRounds(cells, share, 0)) {
    const { columns, values } = await ask(round);
    if (out.length === 0) out = new Float32Array(cells.length * columns);
    round.forEach((cell, at) => out.set(values.subarray(at * columns, (at + 1) * columns), place.get(cell)! * columns));
  }
  return out;
}

/** X in the unit of a model's answer: counts as they are, or brought to one total, as log1p. */
function measured(data: AnnData, unit: string, scale: number | undefined): Float32Array {
  const x = data.matrix().toDense();
  const out = Float32Array.from(x.values);
  if (unit !== 'log1p') return out;
  for (let i = 0; i < x.rows; i++) {
    const row = out.subarray(i * x.columns, (i + 1) * x.columns);
    const total = scale === undefined ? 1 : row.reduce((a, b) => a + b, 0) / scale || 1;
    row.forEach((value, j) => (row[j] = Math.log1p(value / total)));
  }
  return out;
}
