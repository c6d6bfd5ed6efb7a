import { DenseMatrix } from '../../data';
import { Random } from '../../random';
import { paddedSequences } from '../training/paddedSequences';
import { drawTiles } from '../training/tiles';
import type { CellplmConfig } from './config';
import type { Samples } from './samples';

/** Cells that attend to each other. */
export interface Sequence {
  /** By number, in the order of their tokens. */
  readonly cells: Int32Array;
  /** Tokens with padding. */
  readonly length: number;
  /** Whether all of them have a place. */
  readonly spatial: boolean;
}

/** Most cells of a sequence where the size is 'auto' (ours): of samples that no column tells apart, and of others. */
const UNNAMED = 1000;
const NAMED = 4096;
/** Lengths are multiples of it (ours), and at most so many times halved from the longest: a compiled step is made for each. */
const MULTIPLE = 64;
const HALVINGS = 4;

/**
 * Puts cells into sequences: a sample or field of view each. One that is too large is cut: where cells have places into contiguous
 * tiles, else by lot, so that any part looks like the whole.
 *
 * @param lot of training: draws who is in whose company. Without it the names of the cells and the seed decide, whatever their order
 * @param multiple lengths are padded to a multiple of it
 */
export function sequencesOf(
  samples: Samples,
  cells: Int32Array,
  config: CellplmConfig,
  { lot, multiple = MULTIPLE }: { lot?: Random; multiple?: number } = {},
): Sequence[] {
  const size = sizeOf(config);
  const parts = groupsOf(samples, cells).flatMap((group) => {
    const spatial = group.every((cell) => !Number.isNaN(samples.points[2 * cell]!));
    return cut(samples, group, spatial, size, config.seed, lot).map((part) => ({ cells: part, spatial }));
  });
  const { length: longest } = paddedSequences(
    parts.map((part) => part.cells),
    { multiple },
  );
  return parts.map((part) => ({ ...part, length: paddedLength(part.cells.length, longest, multiple) }));
}

/** The sequences of a training: their order and who is in whose company are drawn anew in every epoch. */
export class EpochSequences {
  readonly stepsPerEpoch: number;
  #epoch = -1;
  #order: Sequence[] = [];

  constructor(
    private readonly samples: Samples,
    private readonly cells: Int32Array,
    private readonly config: CellplmConfig,
    private readonly random: Random,
  ) {
    this.stepsPerEpoch = sequencesOf(samples, cells, config).length;
  }

  /** The sequence of a step; it depends on the seed and the place alone. */
  at(epoch: number, step: number): Sequence {
    if (this.#epoch !== epoch) {
      const draws = this.random.fork(`epoch ${epoch}`);
      const drawn = sequencesOf(this.samples, this.cells, this.config, { lot: draws.fork('company') });
      this.#order = draws.shuffle(drawn);
      this.#epoch = epoch;
    }
    return this.#order[step % this.stepsPerEpoch]!;
  }
}

/** Most cells of a sequence. */
export function sizeOf({ fieldSize, section }: CellplmConfig): number {
  if (fieldSize !== 'auto') return Math.round(fieldSize);
  return section === '' ? UNNAMED : NAMED;
}

function groupsOf({ section }: Samples, cells: Int32Array): Int32Array[] {
  const groups = new Map<number, number[]>();
  for (const cell of cells) {
    const group = groups.get(section[cell]!);
    if (group) group.push(cell);
    else groups.set(section[cell]!, [cell]);
  }
  return Array.from(groups.values(), (group) => Int32Array.from(group));
}

function cut(
  samples: Samples,
  group: Int32Array,
  spatial: boolean,
  size: number,
  seed: number,
  lot: Random | undefined,
): Int32Array[] {
  if (group.length <= size) return [group];
  const even = Math.ceil(group.length / Math.ceil(group.length / size));
  if (spatial) {
    const points = new DenseMatrix(samples.cells, 2, samples.points);
    const tiles = drawTiles({ points, section: samples.section }, group, even, new Random(0));
    return tiles.map((places) => places.map((at) => group[at]!).sort());
  }
  const order = lot ? lot.shuffle(group.slice()) : byName(samples.names, group, seed);
  const { cells, mask, sequences, length } = paddedSequences([order], { longest: size, multiple: 1 });
  return Array.from({ length: sequences }, (_, s) =>
    cells.slice(s * length, (s + 1) * length).filter((_cell, at) => mask[s * length + at] === 1),
  );
}

/** Cells by a number that follows from their name and the seed: the order of the data does not matter. */
export function byName(names: readonly string[], group: Int32Array, seed: number): Int32Array {
  const random = new Random(seed);
  const key = Float64Array.from(group, (cell) => random.fork(names[cell]!).next());
  const places = Int32Array.from(group, (_, at) => at).sort((a, b) => key[a]! - key[b]! || group[a]! - group[b]!);
  return places.map((at) => group[at]!);
}

/** The longest, a half of it, a quarter, ...: the least that holds the cells. */
function paddedLength(cells: number, longest: number, multiple: number): number {
  let length = longest;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const half = Math.ceil(length / 2 / multiple) * multiple;
    if (half < cells || half === length) break;
    length = half;
  }
  return length;
}
