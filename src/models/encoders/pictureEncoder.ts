/** What turns crops of a picture into vectors: a file of one's own, or anything that has these parts. */
export interface PictureEncoder {
  /** Who made a vector, as results say it: the name of a file with the beginning of its SHA-256. */
  readonly name: string;
  /** Pixels along each side of a crop. */
  readonly side: number;
  /** Channels that it takes; the first ones of the picture, in their order. */
  readonly channels: number;
  /** Vectors [count, width] of crops [count, side, side, channels] with values from 0 (black) to 1 (white). */
  embed(crops: Float32Array, count: number): Promise<{ values: Float32Array; width: number }>;
  /** Frees it. */
  close(): Promise<void>;
}
