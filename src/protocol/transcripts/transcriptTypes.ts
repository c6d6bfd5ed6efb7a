import type { EncodedArray } from '../view/encodedArray';

/** Most genes whose transcripts are on show at once (ours): more colors and shapes are not told apart. */
export const MAX_SHOWN_GENES = 12;

/** Transcripts over the cells of a view: dots, of which a sample is kept and the kernel has the others in tiles. */
export interface ShownTranscripts {
  /** Names them to the kernel. */
  key: string;
  /** What places, corner and side are multiplied by to be in the unit of the panels. */
  factor: number;
  /** What places are counted from. */
  origin: [number, number];
  /** The upper left corner of the one tile of level 0, and how wide it is; level n has 2^n tiles along each side. */
  corner: [number, number];
  side: number;
  /** Of all genes together, and how many genes there are. */
  total: number;
  features: number;
  /** What is shown at first. */
  genes: ShownGene[];
}

/** A gene whose transcripts are shown. */
export interface ShownGene {
  name: string;
  /** #rrggbb */
  color: string;
  count: number;
  /** Its deepest level of tiles. Those of all levels together are all of its transcripts, each level with those above an even sample of a fourth of the next. */
  depth: number;
  /** [n, 2], float32: places from the origin on, of level 0. */
  sample: EncodedArray;
}
