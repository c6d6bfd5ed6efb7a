/** A cell, as its shape is looked for. */
export interface ShapedCell {
  name: string;
  /** Its number in a label image, where a column says it. */
  label: number | undefined;
  /** Its position in pixels of the image. */
  x: number;
  y: number;
}

/** A square part of an image: the left upper corner and the size of a pixel of the crop in pixels of the image. */
export interface CropWindow {
  x: number;
  y: number;
  side: number;
  scale: number;
}

/** Left, upper, right and lower edge in pixels of the image. */
export type Box = readonly [number, number, number, number];

/** What is blanked in a crop: what belongs to other cells, or all that does not belong to the cell. */
export type Blanked = 'neighbors' | 'outside';

/** Where the cells of a slide begin and end, by outlines or by a label image. */
export interface CellShapes {
  /** The box around a cell; undefined where it has no shape. */
  box(cell: ShapedCell): Promise<Box | undefined>;
  /** The longer side of the largest box on the slide. */
  largest(): Promise<number>;
  /** Marks by 1 the pixels of a crop that are kept, row by row; false, with nothing marked, where the cell has no shape. */
  keep(out: Uint8Array, cell: ShapedCell, crop: CropWindow, blank: Blanked): Promise<boolean>;
  /** The number of a cell, 0 where it has none; absent where shapes are known by the names of cells. */
  label?(cell: ShapedCell): Promise<number>;
}

export function longerSide([left, top, right, bottom]: Box): number {
  return Math.max(right - left, bottom - top);
}
