import { type AnnData, coordinates, type DenseMatrix, Table, valuesOf } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { listNames } from '../../data/table';
import { TissuebookError } from '../../errors';
import type { ColumnName, LabelName, ObsmName } from '../../names';
import { anything, checkOptions, integer, number, oneOf, seed as seedCheck, text } from '../../options';
import { Random } from '../../random';
import { expressionScale, expressionVectors } from './expressionVectors';
import { nicheTiles } from './nicheTiles';
import { bestPartners, drawPartners, signatureOf } from './pairCells';
import { shapeSignature } from './shapeSignature';
import { StatePairs } from './statePairs';
import { type PlanOptions, transportPlan } from './transportPlan';

export interface PairStatesOptions extends PlanOptions {
  /** The obs column with the states of cells. */
  state: ColumnName;
  /** Where a transition starts, and where it leads. */
  control: LabelName<'state'>;
  target: LabelName<'state'>;
  /** A key of obsm whose vectors are matched. Expression: counts by log1p, other values in standard deviations. */
  use?: ObsmName;
  /** What niches apart cost, in medians of the distance: nothing within a niche, half between adjacent ones. 0.5 (ours); 0 needs no positions. */
  nicheWeight?: number;
  /** Width of a niche in the unit of the positions. Such that it holds 20 cells on average (ours). */
  nicheWidth?: number;
  /** 'drawn' from the plan's row (ours): partners are distributed as the targets. 'best': the row's largest entry, as published. */
  partners?: 'drawn' | 'best';
  /** Cells of a state that are matched; more are drawn from. 1,500 (ours). */
  most?: number;
  /** Least cells of a state. 50 (SPATIA). */
  least?: number;
  /** Fixes what is drawn. 0. */
  seed?: number;
}

/**
 * Weak pairs of cells of two states by optimal transport (SPATIA, appendix D): which target cell a control cell would be, if one state
 * became the other at the least cost. A pair is a match of distributions, not a cell before and after.
 *
 *     const pairs = await pairStates(adata, { state: 'phenotype', control: 'ECAD+', target: 'SMA+' });
 *
 * @throws TissuebookError 'missing-key' (no such column or state), 'invalid-argument' (too few cells of a state), 'not-finite', 'aborted'
 */
export async function pairStates(adata: AnnData, options: PairStatesOptions): Promise<StatePairs> {
  checkAnnData('pairStates', 'adata', adata);
  checkOptions('pairStates', options, checks);
  for (const name of ['state', 'control', 'target'] as const) {
    if (options?.[name] !== undefined) continue;
    throw new TissuebookError('invalid-argument', `pairStates: ${name} is needed.`, { argument: name });
  }
  const { state, control, target, use, partners = 'drawn', seed = 0, nicheWeight = 0.5, nicheWidth } = options;
  const [from, to] = [control, target].map((name) => cellsOfState('pairStates', adata, state, name, options));
  const vectors = vectorsOf(adata, use, [from, to]);
  const tiles = nicheWeight > 0 ? nicheTiles(adata, nicheWidth) : undefined;
  const tilesOf = (cells: Int32Array): Int32Array =>
    Int32Array.from({ length: 2 * cells.length }, (_, at) => tiles![2 * cells[at >> 1] + (at % 2)]);
  const penalty = tiles && { control: tilesOf(from), target: tilesOf(to), weight: nicheWeight };
  const { plan, marginalError } = await transportPlan(vectors[0], vectors[1], options, penalty);
  const random = new Random(seed).fork('partners');
  const { partner, confidence } =
    partners === 'best' ? bestPartners(plan, to.length) : drawPartners(plan, to.length, random);
  const chosen = partner.map((j) => to[j]);
  return new StatePairs({
    control: from,
    target: chosen,
    confidence,
    plan,
    candidates: to,
    marginalError,
    states: [control, target],
    signature: signatureOf(vectors[0], vectors[1], partner),
    features: use === undefined ? adata.var.index : Array.from(vectors[0].row(0), (_, j) => `${use}_${j + 1}`),
    shapes: shapeSignature(adata, from, chosen),
    table: tableOf(adata, from, chosen, confidence, tiles),
  });
}

const checks = {
  state: text,
  control: text,
  target: text,
  use: text,
  nicheWeight: number(0, 1e6),
  nicheWidth: number(1e-9),
  partners: oneOf('drawn', 'best'),
  most: integer(2, 20_000),
  least: integer(2),
  seed: seedCheck,
  epsilon: number(1e-6, 1e6),
  iterations: integer(1, 100_000),
  scaleCost: oneOf('median', 'none'),
  components: integer(1, 1000),
  signal: anything,
};

/** Which cells of a state are matched. */
export interface StateCells extends Pick<PairStatesOptions, 'most' | 'least' | 'seed'> {
  /** 1 for cells that may take part; all unless given. */
  among?: Uint8Array;
}

/** Cells of a state by number, at most so many. @throws TissuebookError 'missing-key', 'invalid-argument' */
export function cellsOfState(
  where: string,
  adata: AnnData,
  column: string,
  name: string,
  { most = 1500, least = 50, seed = 0, among }: StateCells = {},
): Int32Array {
  const states = valuesOf(adata.column(column)).map(String);
  const all = Int32Array.from(states.keys()).filter((cell) => states[cell] === name);
  if (all.length === 0) {
    throw new TissuebookError('missing-key', `${where}: no cell has the state "${name}" in obs["${column}"].`, {
      argument: 'state',
      found: name,
      advice: `States: ${listNames([...new Set(states)])}.`,
    });
  }
  const cells = among ? all.filter((cell) => among[cell]) : all;
  if (cells.length < least) {
    throw new TissuebookError('invalid-argument', `${where}: ${cells.length} cells have the state "${name}".`, {
      argument: 'state',
      found: cells.length,
      advice: `At least ${least} are matched.`,
    });
  }
  if (cells.length <= most) return cells;
  return Int32Array.from(new Random(seed).fork(`cells ${name}`).choice(cells.length, most), (at) => cells[at]).sort();
}

function vectorsOf(adata: AnnData, use: string | undefined, parts: readonly Int32Array[]): DenseMatrix[] {
  if (use === undefined) {
    const scale = expressionScale('pairStates', adata, Int32Array.from(parts.flatMap((cells) => [...cells])));
    return parts.map((cells) => expressionVectors(adata.matrix(), cells, scale));
  }
  const found = adata.obsm.get(use);
  if (found) return parts.map((cells) => found.takeRows(cells));
  throw new TissuebookError('missing-key', `pairStates: there is no obsm['${use}'].`, {
    argument: 'use',
    found: use,
    advice: `There are: ${listNames([...adata.obsm.keys()])}.`,
  });
}

/** One line for each pair: names of both cells, how much the plan sends there, niches, and how far apart the cells lie. */
function tableOf(
  adata: AnnData,
  from: Int32Array,
  to: Int32Array,
  confidence: Float64Array,
  tiles: Int32Array | undefined,
): Table {
  const names = (cells: Int32Array): string[] => Array.from(cells, (cell) => adata.obs.index[cell]);
  const columns: [string, ArrayLike<number> | string[]][] = [
    ['control', names(from)],
    ['target', names(to)],
    ['confidence', confidence],
  ];
  if (tiles) {
    const { points } = coordinates(adata);
    const niche = (cells: Int32Array): string[] =>
      Array.from(cells, (cell) => `${tiles[2 * cell]}.${tiles[2 * cell + 1]}`);
    columns.push(['control_niche', niche(from)], ['target_niche', niche(to)]);
    columns.push([
      'distance',
      Float64Array.from(from, (cell, i) =>
        Math.hypot(points.get(cell, 0) - points.get(to[i], 0), points.get(cell, 1) - points.get(to[i], 1)),
      ),
    ]);
  }
  return new Table(names(from), columns);
}
