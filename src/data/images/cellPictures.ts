/** Square pictures of cells, all of one size. */
export interface CellPictures {
  /** [cells, side, side, channels] row-major, from 0 (black) to 1 (white). */
  readonly values: ArrayLike<number>;
  readonly side: number;
  readonly channels: number;
}
