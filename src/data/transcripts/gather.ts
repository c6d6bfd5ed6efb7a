import { basename } from 'node:path';
import { TissuebookError } from '../../errors';
import { openBatches } from '../batches/openBatches';
import type { Batch, BatchLimits, TableBatches } from '../batches/tableBatches';
import { IDENTITY, move } from '../zarr/transformations';
import { mixed } from './pyramid';
import type { Spill } from './spill';
import type { TranscriptTables } from './transcriptTables';

/** Most genes: a whole transcriptome with its control probes is half of it. */
const MOST_GENES = 65_536;
/** Transcripts by which numbers of a file are told apart from cells: also those of cells are held in memory. */
const MOST_CELLS = 20_000_000;
/** Farther from zero nothing lies on a slide, in whatever unit (ours): 10 m in micrometers. */
const FAR = 1e7;
/** Places that say where the tissue lies (ours). */
const SAMPLE = 65_536;

/** Which transcripts are wanted. */
export interface Wanted {
  minQuality: number;
  scale: number;
  /** Ranges of x and y, in the unit of the result. */
  region?: { x: readonly [number, number]; y: readonly [number, number] } | undefined;
}

/** What tables hold. */
export interface Gathered {
  genes: string[];
  /** [genes] */
  counts: number[];
  cells: string[];
  /** An even sample of the places, x and y. */
  sample: { x: number[]; y: number[] };
  /** Of all: the least and the most of x and y. */
  bounds: { x: [number, number]; y: [number, number] };
  left: { quality: number; place: number; gene: number; outside: number; region: number };
}

/**
 * Reads tables of transcripts batch by batch and puts them onto the disk, with numbers for genes and cells.
 *
 * @throws TissuebookError 'corrupt', 'too-large', 'missing-key'
 */
export async function gatherPoints(
  { files, layout, affine = IDENTITY }: TranscriptTables,
  { minQuality, scale, region }: Wanted,
  limits: BatchLimits,
  spill: Spill,
): Promise<Gathered> {
  const found: Gathered = {
    genes: [],
    counts: [],
    cells: [],
    sample: { x: [], y: [] },
    bounds: { x: [Infinity, -Infinity], y: [Infinity, -Infinity] },
    left: { quality: 0, place: 0, gene: 0, outside: 0, region: 0 },
  };
  const genes = new Numbers(found.genes, MOST_GENES, 'genes');
  const cells = new Numbers(found.cells, MOST_CELLS, 'cells');
  const sampler = new Sampler(found.sample);
  const { quality } = layout;
  const { left, bounds } = found;
  const add = (batch: Batch, table: TableBatches): void => {
    const [x, y] = [batch.numbers.get(layout.x)!, batch.numbers.get(layout.y)!];
    const sure = quality === undefined ? undefined : batch.numbers.get(quality)!;
    const geneOf = genes.of([batch.texts.get(layout.gene)!], [table.labels.get(layout.gene)!], []);
    const cellOf = cells.of(layout.cell.map((name) => batch.texts.get(name)!), layout.cell.map((name) => table.labels.get(name)!), layout.outside); // prettier-ignore
    for (let row = 0; row < batch.rows; row++) {
      // What has no quality is not known to be good.
      if (sure && minQuality > 0 && !(sure[row]! >= minQuality)) left.quality++;
      else {
        const [px, py] = affine === IDENTITY ? [x[row]! * scale, y[row]! * scale] : scaled(move(affine, x[row]!, y[row]!), scale); // prettier-ignore
        if (!(Math.abs(px) <= FAR && Math.abs(py) <= FAR)) left.place++;
        else if (region && !(within(px, region.x) && within(py, region.y))) left.region++;
        else {
          const gene = geneOf(row);
          if (gene < 0) {
            left.gene++;
            continue;
          }
          const cell = cellOf(row);
          if (cell < 0) left.outside++;
          found.counts[gene] = (found.counts[gene] ?? 0) + 1;
          if (px < bounds.x[0]) bounds.x[0] = px;
          if (px > bounds.x[1]) bounds.x[1] = px;
          if (py < bounds.y[0]) bounds.y[0] = py;
          if (py > bounds.y[1]) bounds.y[1] = py;
          sampler.add(px, py);
          spill.add(px, py, gene, cell);
        }
      }
    }
  };
  for (const file of files) {
    const table = await openBatches(file, limits);
    try {
      for await (const batch of table.read({
        numbers: [layout.x, layout.y, ...(quality === undefined ? [] : [quality])],
        texts: [layout.gene, ...layout.cell],
        ...(region && affine === IDENTITY && { within: { [layout.x]: divided(region.x, scale), [layout.y]: divided(region.y, scale) } }),
      })) add(batch, table); // prettier-ignore
    } finally {
      await table.close();
    }
  }
  if (spill.size === 0) throw nothing(files, left);
  return found;
}

/** Numbers for texts, or for two texts that are joined by "_": over all tables. */
class Numbers {
  readonly #known = new Map<string, number>();
  readonly #names: string[];
  readonly #most: number;
  readonly #what: string;
  /** By the numbers that a table has for its texts: a text is looked at once. */
  readonly #single = new WeakMap<readonly string[], number[]>();
  readonly #pairs = new WeakMap<readonly string[], Map<number, number>>();

  constructor(names: string[], most: number, what: string) {
    this.#names = names;
    this.#most = most;
    this.#what = what;
  }

  /** @returns the number of a row of the batch, -1 for none */
  of(
    codes: readonly Int32Array[],
    labels: readonly (readonly string[])[],
    none: readonly string[],
  ): (row: number) => number {
    // prettier-ignore
    const [first, second] = labels;
    if (!first) return () => -1;
    const single = this.#single.get(first) ?? [];
    this.#single.set(first, single);
    for (let code = single.length; code < first.length; code++) single.push(none.includes(first[code]!) ? -1 : second ? 0 : this.#number(first[code]!)); // prettier-ignore
    const [own, other] = codes;
    if (!second) return (row) => (own![row]! < 0 ? -1 : single[own![row]!]!);
    const pairs = this.#pairs.get(first) ?? new Map<number, number>();
    this.#pairs.set(first, pairs);
    return (row) => {
      const [a, b] = [own![row]!, other![row]!];
      if (a < 0 || b < 0 || single[a]! < 0) return -1;
      const key = a * 2 ** 26 + b;
      let number = pairs.get(key);
      if (number === undefined) pairs.set(key, (number = this.#number(`${first[a]!}_${second[b]!}`)));
      return number;
    };
  }

  #number(name: string): number {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const number = this.#names.push(name) - 1;
    this.#known.set(name, number);
    if (number >= this.#most) {
      throw new TissuebookError('too-large', `The transcripts are of more than ${this.#most} ${this.#what}.`, {
        argument: 'path',
        found: number,
        advice: `The column of ${this.#what} probably holds something else.`,
      });
    }
    return number;
  }
}

/** Keeps an even sample of bounded size of places that come one by one. */
class Sampler {
  readonly #to: { x: number[]; y: number[] };
  #marks: number[] = [];
  #limit = 2 ** 32;
  #count = 0;

  constructor(to: { x: number[]; y: number[] }) {
    this.#to = to;
  }

  add(x: number, y: number): void {
    const mark = mixed(this.#count++);
    if (mark >= this.#limit) return;
    this.#to.x.push(x);
    this.#to.y.push(y);
    if (this.#marks.push(mark) <= SAMPLE) return;
    this.#limit /= 2;
    const kept = this.#marks.map((each) => each < this.#limit);
    const pick = (list: number[]): void => void list.splice(0, Infinity, ...list.filter((_, i) => kept[i]));
    pick(this.#to.x);
    pick(this.#to.y);
    this.#marks = this.#marks.filter((_, i) => kept[i]);
  }
}

const within = (place: number, [low, high]: readonly [number, number]): boolean => place >= low && place <= high;
const divided = ([low, high]: readonly [number, number], by: number): [number, number] => [low / by, high / by];
const scaled = ([x, y]: [number, number], by: number): [number, number] => [x * by, y * by];

function nothing(files: readonly string[], left: Gathered['left']): TissuebookError {
  const sum = left.quality + left.place + left.gene + left.region;
  return new TissuebookError('corrupt', `${basename(files[0]!)} has no transcripts${sum ? ' that could be kept' : ''}.`, {
    argument: 'path',
    found: left,
    advice: sum ? `Left out: ${left.quality} by quality, ${left.place} without a place, ${left.gene} without a gene, ${left.region} outside of the region.` : 'The table is empty.',
  }); // prettier-ignore
}
