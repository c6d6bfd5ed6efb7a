import { Table } from '../../data';
import { displayBundle } from '../../data/htmlDisplay';
import { TissuebookError } from '../../errors';
import type { GenePair } from '../../graph';
import { benjaminiHochberg } from '../../metrics';
import { checkOptions, integer, seed as seedCheck } from '../../options';
import { Random } from '../../random';
import { textTable } from '../shared';
import { lagOf, type MoransR, standardized } from './bivariateMoran';
import { type SpatialPairs, valuesAt } from './spatialPairs';

/** Lines that a notebook shows. */
const SHOWN = 12;

/** Where in the tissue a pair is found [cells]. */
export interface LocalScores {
  /** Of each cell as sender and receiver: x_i sum_j w_ij y_j + y_i sum_j w_ij x_j of standardized values (SpatialDM's local R). */
  score: Float64Array;
  /** 1 where a cell expresses one gene above its mean and its neighbors the other; scores above 0 elsewhere are of low values beside low ones. */
  high: Uint8Array;
  /** The share of exchanges of all other cells under which the score is as large, the one found among them; without permutations there is none. */
  p?: Float64Array;
}

export interface LocalOptions {
  /** Exchanges of the places of neighbors. 0. */
  permutations?: number;
  /** uint32. 0. */
  seed?: number;
}

interface SpatialParts extends SpatialPairs {
  found: readonly MoransR[];
  permutations: number;
  seed: number;
  notices: readonly string[];
}

/** Which pairs of genes lie beside each other. */
export class SpatialLigandReceptorResult {
  readonly pairs: readonly GenePair[];
  /** Moran's R [pairs]; NaN where one of both does not vary. */
  readonly r: Float64Array;
  /** R in standard deviations over all exchanges of places [pairs]. */
  readonly z: Float64Array;
  /** That R is as large by chance [pairs]. */
  readonly pvalues: Float64Array;
  readonly permutations: number;
  readonly seed: number;
  readonly notices: readonly string[];
  readonly #parts: SpatialParts;

  constructor(parts: SpatialParts) {
    this.pairs = parts.genes.pairs;
    this.r = Float64Array.from(parts.found, ({ r }) => r);
    this.z = Float64Array.from(parts.found, ({ z }) => z);
    this.pvalues = Float64Array.from(parts.found, ({ p }) => p);
    this.permutations = parts.permutations;
    this.seed = parts.seed;
    this.notices = parts.notices;
    this.#parts = parts;
  }

  /** The pairs by falling z: source, target, r, z, p, adjusted (Benjamini and Hochberg over the pairs that vary). */
  table(): Table {
    const order = Array.from(this.r.keys())
      .filter((at) => !Number.isNaN(this.z[at]))
      .sort((a, b) => this.z[b] - this.z[a] || a - b);
    const take = (values: Float64Array): Float64Array => Float64Array.from(order, (at) => values[at]);
    return new Table(
      order.map((at) => `${this.pairs[at].source}-${this.pairs[at].target}`),
      [
        ['source', order.map((at) => this.pairs[at].source)],
        ['target', order.map((at) => this.pairs[at].target)],
        ['r', take(this.r)],
        ['z', take(this.z)],
        ['p', take(this.pvalues)],
        ['adjusted', benjaminiHochberg(take(this.pvalues))],
      ],
    );
  }

  /**
   * The scores of a pair in each cell, for spatialView. Permutations keep a cell's own values and exchange those of all others.
   *
   * @throws TissuebookError 'missing-key' when there is no such pair, 'invalid-argument' when a gene does not vary
   */
  local(source: string, target: string, options: LocalOptions = {}): LocalScores {
    checkOptions('local', options, { permutations: integer(0, 1_000_000), seed: seedCheck });
    const { permutations = 0, seed = 0 } = options;
    const [x, y] = this.#valuesOf(source, target);
    const { rows } = this.#parts;
    const [nearX, nearY] = [lagOf(rows, x), lagOf(rows, y)];
    const score = x.map((value, i) => value * nearY[i] + y[i] * nearX[i]);
    const high = Uint8Array.from(x, (value, i) => Number((value > 0 && nearY[i] > 0) || (y[i] > 0 && nearX[i] > 0)));
    if (permutations === 0) return { score, high };
    const reached = new Float64Array(score.length).fill(1);
    const draws = new Random(seed);
    const order = Int32Array.from(x.keys());
    for (let round = 0; round < permutations; round++) {
      draws.shuffle(order);
      const [drawnX, drawnY] = [x, y].map((values) =>
        lagOf(
          rows,
          Float64Array.from(order, (at) => values[at]),
        ),
      );
      for (let i = 0; i < score.length; i++) reached[i] += Number(x[i] * drawnY[i] + y[i] * drawnX[i] >= score[i]);
    }
    return { score, high, p: reached.map((count) => count / (permutations + 1)) };
  }

  toString(): string {
    const table = this.table();
    const numbers = (name: string): Float64Array => (table.get(name) as { values: Float64Array }).values;
    const rows = table.index
      .slice(0, SHOWN)
      .map((name, i) => [
        name,
        numbers('r')[i],
        numbers('z')[i],
        numbers('p')[i].toPrecision(2),
        numbers('adjusted')[i].toPrecision(2),
      ]);
    const way = this.permutations > 0 ? `${this.permutations} permutations, seed ${this.seed}` : 'p by the exact mean and deviation of all exchanges'; // prettier-ignore
    const flat = this.pairs.length - table.length;
    return [
      `Moran's R of ${this.pairs.length} pairs of genes over the neighbors of ${this.#parts.cells} cells; ${way}.`,
      textTable(['pair', 'R', 'z', 'p', 'adjusted'], rows),
      ...(flat > 0 ? [`${flat} pairs have a gene that is the same in every cell.`] : []),
      ...this.notices,
    ].join('\n');
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }

  #valuesOf(source: string, target: string): [Float64Array, Float64Array] {
    const at = this.pairs.findIndex((pair) => pair.source === source && pair.target === target);
    if (at < 0) {
      throw new TissuebookError('missing-key', `local: there is no pair ${source}-${target}.`, {
        argument: 'source',
        found: `${source}-${target}`,
        advice: `There are: ${this.table().index.slice(0, 8).join(', ')}.`,
      });
    }
    const { genes, byGene, cells } = this.#parts;
    const both = [genes.sources[at], genes.targets[at]].map((gene) => standardized(valuesAt(byGene, gene, cells)));
    if (both[0] && both[1]) return [both[0], both[1]];
    throw new TissuebookError('invalid-argument', `local: a gene of ${source}-${target} is the same in every cell.`, {
      argument: 'source',
      found: source,
    });
  }
}
