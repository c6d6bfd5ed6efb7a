import { type AnnData, coordinates, DenseMatrix } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { TissuebookError } from '../../errors';
import { checkArgument, anything, checkOptions, integer, number, objectWith, oneOf, seed as seedCheck, text } from '../../options'; // prettier-ignore
import type { ColumnName } from '../../names';
import { Random } from '../../random';
import { EventLoopYielder, type WorkOptions } from '../../wasm';
import { labelsOf } from '../shared/labelsOf';
import { evenDistances, kOfPairs, nearestDistances, shareWithin } from './estimators';
import { ObservationWindow } from './observationWindow';
import { pairCounts } from './pairCounts';
import { RipleyResult } from './ripleyResult';

/** `progress` counts simulations. */
export interface RipleyOptions extends WorkOptions {
  /** The obs column whose labels are looked at, each by itself: squidpy's cluster_key. */
  by: ColumnName;
  /**
   * 'K': pairs within a distance, over what is expected of one cell; 'L': its root over pi, a straight line for cells without order; 'F': how far the nearest cells of the label
   * are from places drawn at random; 'G': how far they are from all other cells. 'F', as squidpy.
   */
  mode?: 'K' | 'L' | 'F' | 'G';
  /** The longest distance, in the unit of the positions. The root of half the area, as squidpy. */
  maxDistance?: number;
  /** Distances from 0 on. 50, as squidpy. */
  steps?: number;
  /** Random point patterns in the convex hull that the curves are held against. 100, as squidpy. */
  simulations?: number;
  /** Points of each of them. 1,000, as squidpy; with density 'label' as many as the label has cells. */
  observations?: number;
  /** 'F', 'G': how many of the nearest cells count. 2, as squidpy. */
  neighbors?: number;
  /**
   * 'K', 'L': what the number of pairs is divided by. 'all': all cells, as squidpy, whose curves of rare labels lie low for that alone; 'label': the cells of the label (n (n - 1),
   * Ripley 1976), beside random patterns of as many points: what tells order from chance. 'all'.
   */
  density?: 'all' | 'label';
  /** uint32: the random patterns. 0. */
  seed?: number;
}

/**
 * Ripley's functions of each label: whether its cells lie together, evenly or as chance has it, by distance (Ripley 1976; as
 * squidpy.gr.ripley, its estimators and distances). Without correction for the edge of the tissue, as there: at long distances all curves fall below
 * theory, those of the random patterns too. One section at a time: the window is the convex hull of all cells. Memory grows with the number of cells.
 *
 * @throws TissuebookError 'missing-key' (no such column, no positions), 'invalid-argument' (positions on a line or in space), 'aborted'
 * @example
 * const found = await ripley(tumor, { by: 'phenotype', mode: 'L', density: 'label' });
 * curveView(found.lines('B cells'), { xTitle: 'distance', yTitle: 'L' });
 */
export async function ripley(adata: AnnData, options: RipleyOptions): Promise<RipleyResult> {
  checkAnnData('ripley', 'adata', adata);
  checkArgument('ripley', 'options', options, objectWith('by'));
  checkOptions('ripley', options, {
    by: text,
    mode: oneOf('K', 'L', 'F', 'G'),
    maxDistance: number(Number.MIN_VALUE),
    steps: integer(2, 100_000),
    simulations: integer(0, 100_000),
    observations: integer(2, 10_000_000),
    neighbors: integer(1, 100),
    density: oneOf('all', 'label'),
    seed: seedCheck,
    signal: anything,
    progress: anything,
  });
  const { mode = 'F', steps = 50, simulations = 100, neighbors = 2, density = 'all', seed = 0 } = options;
  const { points } = coordinates(adata);
  if (points.columns !== 2) {
    throw new TissuebookError('invalid-argument', 'ripley: positions must lie in the plane.', {
      argument: 'spatial',
      found: points.columns,
      advice: 'Take one section, with two columns of positions.',
    });
  }
  const { names, codes } = labelsOf('ripley', adata, options.by);
  const window = new ObservationWindow(points);
  const distances = evenDistances(options.maxDistance ?? Math.sqrt(window.area / 2), steps);
  const draws = new Random(seed);
  const run = new RipleyRun({ points, codes, distances, area: window.area, mode, neighbors, density }, options);
  const start = mode === 'F' ? window.draw(options.observations ?? 1000, draws.fork('places')) : undefined;
  const curves = await Promise.all(names.map((_, label) => run.observed(label, start)));
  const sizes = names.map((_, label) => run.cellsOf(label).rows);
  const patterns = async (count: number): Promise<DenseMatrix> => {
    const random = draws.fork(`patterns of ${count}`);
    const rows: Float64Array[] = [];
    for (let s = 0; s < simulations; s++) {
      rows.push(await run.simulated(window.draw(count, random), start));
      await run.done(s + 1, simulations);
    }
    return new DenseMatrix(simulations, steps, Float64Array.from(rows.flatMap((row) => [...row])));
  };
  // Labels share their random patterns where these have the same number of points.
  const bySize = new Map<number, DenseMatrix>();
  const simulated: DenseMatrix[] = [];
  for (const size of sizes) {
    const count = run.ownDensity ? size : (options.observations ?? 1000);
    if (!bySize.has(count)) bySize.set(count, await patterns(count));
    simulated.push(bySize.get(count)!);
  }
  return new RipleyResult({ by: options.by, mode, distances, area: window.area, labels: names, cells: sizes, curves, simulated, seed }); // prettier-ignore
}

/** What all curves of a call share. */
export interface RipleyPlan {
  points: DenseMatrix;
  /** The label of each cell, -1 for none. */
  codes: Int32Array;
  distances: Float64Array;
  area: number;
  mode: 'K' | 'L' | 'F' | 'G';
  neighbors: number;
  density: 'all' | 'label';
}

/** The curves of one call, of cells and of random patterns. */
export class RipleyRun {
  readonly #plan: RipleyPlan;
  readonly #yielder: EventLoopYielder;

  constructor(plan: RipleyPlan, work: WorkOptions) {
    this.#plan = plan;
    this.#yielder = new EventLoopYielder('ripley', work);
  }

  /** Whether pairs are held against the cells of their own label. */
  get ownDensity(): boolean {
    const { density, mode } = this.#plan;
    return density === 'label' && (mode === 'K' || mode === 'L');
  }

  cellsOf(label: number): DenseMatrix {
    const { points, codes } = this.#plan;
    return points.takeRows(Int32Array.from(codes.keys()).filter((i) => codes[i] === label));
  }

  /** The curve of a label; NaN where it has fewer cells than are looked for. @param places 'F': where distances start from */
  async observed(label: number, places: DenseMatrix | undefined): Promise<Float64Array> {
    const { mode, neighbors, points, codes, distances } = this.#plan;
    const own = this.cellsOf(label);
    if (mode === 'K' || mode === 'L') return this.#ofPairs(own);
    if (own.rows < neighbors) return new Float64Array(distances.length).fill(NaN);
    const others = (): DenseMatrix => points.takeRows(Int32Array.from(codes.keys()).filter((i) => codes[i] !== label));
    const near = await nearestDistances(places ?? others(), own, neighbors, this.#yielder);
    return shareWithin(near, distances);
  }

  /** The curve of a random pattern. @param places 'F': where distances start from; 'G': all cells */
  async simulated(pattern: DenseMatrix, places: DenseMatrix | undefined): Promise<Float64Array> {
    const { mode, points, distances } = this.#plan;
    if (mode === 'K' || mode === 'L') return this.#ofPairs(pattern);
    return shareWithin(await nearestDistances(places ?? points, pattern, 1, this.#yielder), distances);
  }

  async done(count: number, all: number): Promise<void> {
    await this.#yielder.yieldToEventLoop(count, all);
  }

  async #ofPairs(places: DenseMatrix): Promise<Float64Array> {
    const { mode, distances, area, points } = this.#plan;
    const n = places.rows;
    const pairs = await pairCounts(places, distances, this.#yielder);
    const k = this.ownDensity ? kOfPairs(pairs, n, (n - 1) / area) : kOfPairs(pairs, points.rows, points.rows / area);
    return mode === 'K' ? k : k.map((value) => Math.sqrt(value / Math.PI));
  }
}
