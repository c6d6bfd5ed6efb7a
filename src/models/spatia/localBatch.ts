import { tf } from '../../engine';
import type { Random } from '../../random';
import { type Crops, cropTensor } from './crops';
import { NICHES_ACROSS, type Niches } from './niches';
import { gridEncoding } from './patches';

/** Tissues that a batch touches at most, and niches of a tissue (ours; the paper: B cells, B niches, B tissues). */
const TISSUES = 4;
const MEMBERS = NICHES_ACROSS ** 2;

/** Cells that lie together, with the niches and tissues around them, by number; -1 is padding. */
export interface LocalBatch {
  readonly cells: Int32Array;
  /** All niches of the tissues. */
  readonly niches: Int32Array;
  /** Into `niches`. */
  readonly nicheOfCell: Int32Array;
  /** Into the tissues of the batch. */
  readonly tissueOfNiche: Int32Array;
  /** The niches of each tissue by place, into `niches` [tissues, 16]; -1 where there is none. */
  readonly members: Int32Array;
  readonly tissues: number;
}

/** Cells in an order in which those of a tissue follow each other: tissues at random, and cells within each. */
export function localOrder(cells: Int32Array, niches: Niches | undefined, random: Random): Int32Array {
  const shuffled = random.shuffle(Int32Array.from(cells));
  if (!niches) return shuffled;
  const rank = random.permutation(niches.tissues);
  const tissueOf = (cell: number): number => rank[niches.tissue[niches.ofCell[cell]]];
  return shuffled.sort((a, b) => tissueOf(a) - tissueOf(b));
}

/** `size` cells of an order from a place on, of few tissues: where more would be touched, those before come again. */
export function cellsFrom(order: Int32Array, from: number, size: number, niches: Niches | undefined): Int32Array {
  const chosen: number[] = [];
  const touched = new Set<number>();
  for (let at = from; at < order.length && chosen.length < size; at++) {
    if (niches) touched.add(niches.tissue[niches.ofCell[order[at]]]);
    if (touched.size > TISSUES) break;
    chosen.push(order[at]);
  }
  return Int32Array.from({ length: size }, (_, i) => chosen[i % chosen.length]);
}

/** @param padded whether niches and tissues are padded to the size that every batch has */
export function localBatch(niches: Niches, cells: Int32Array, padded: boolean): LocalBatch {
  const touched = [...new Set(Array.from(cells, (cell) => niches.tissue[niches.ofCell[cell]]))].sort((a, b) => a - b);
  const tissues = padded ? TISSUES : touched.length;
  const members = new Int32Array(tissues * MEMBERS).fill(-1);
  const own: number[] = [];
  const local = new Map<number, number>();
  for (let niche = 0; niche < niches.count; niche++) {
    const tissue = touched.indexOf(niches.tissue[niche]);
    if (tissue < 0) continue;
    members[tissue * MEMBERS + niches.place[2 * niche] * NICHES_ACROSS + niches.place[2 * niche + 1]] = own.length;
    local.set(niche, own.length);
    own.push(niche);
  }
  const size = padded ? TISSUES * MEMBERS : own.length;
  return {
    cells,
    niches: Int32Array.from({ length: size }, (_, i) => own[i] ?? -1),
    nicheOfCell: cells.map((cell) => local.get(niches.ofCell[cell])!),
    tissueOfNiche: Int32Array.from({ length: size }, (_, i) => (i < own.length ? touched.indexOf(niches.tissue[own[i]]) : 0)), // prettier-ignore
    members,
    tissues,
  };
}

/** A local batch on the device. */
export type LevelTensors = {
  readonly nicheOfCell: tf.Tensor1D;
  /** [niches, size, size, channels] */
  readonly nicheImages: tf.Tensor4D;
  readonly tissueOfNiche: tf.Tensor1D;
  /** [niches, width] */
  readonly nichePlaces: tf.Tensor2D;
  /** int32 [tissues * 16]; the number after the last niche where there is none. */
  readonly members: tf.Tensor1D;
};

export function levelTensors(
  niches: Niches,
  batch: LocalBatch,
  crops: Crops,
  width: number,
  turns?: Random,
): LevelTensors {
  const places = Array.from(batch.niches).flatMap((niche) =>
    niche < 0 ? [0, 0] : [niches.place[2 * niche], niches.place[2 * niche + 1]],
  );
  const none = batch.niches.length;
  return {
    nicheOfCell: tf.tensor1d(batch.nicheOfCell, 'int32'),
    nicheImages: cropTensor(crops, batch.niches, turns),
    tissueOfNiche: tf.tensor1d(batch.tissueOfNiche, 'int32'),
    nichePlaces: tf.tensor2d(gridEncoding(places, width), [none, width]),
    members: tf.tensor1d(
      batch.members.map((member) => (member < 0 ? none : member)),
      'int32',
    ),
  };
}
