import { colorFeatures, DenseMatrix } from '../../data';
import { sideBySide } from '../../data/denseMatrix';
import type { Pictured } from '../shared/pictured';
import { columnMoments } from './geneTargets';

/** Pixels of a crop of which the features are taken, and what crops are wide, in pitches: a cell, and what lies around it (ours). */
const SIDE = 48;
const WIDTHS = [1, 3];

/** Color and texture of the picture at each cell and around it [cells, 2 x features]; 24 for three colors. */
export async function pictureFeatures({ cells, image }: Pictured, pitch: number, signal?: AbortSignal) {
  const parts: DenseMatrix[] = [];
  for (const times of WIDTHS) {
    const options = { side: SIDE, width: times * pitch, unit: 'positions', ...(signal && { signal }) } as const;
    let part: DenseMatrix | undefined;
    for await (const crops of image.crops(cells, { ...options, channels: image.channels, padding: 'mean' })) {
      const features = colorFeatures(crops);
      part ??= DenseMatrix.zeros(cells.nObs, features.columns);
      crops.rows.forEach((row, i) => part!.row(row).set(features.row(i)));
    }
    parts.push(part!);
  }
  return sideBySide(parts);
}

/**
 * Each column in deviations from its mean over the section that a cell is in, so that the stain of a section drops out.
 * @param options.scale false only takes the mean off
 */
export function perSection(x: DenseMatrix, section: Int32Array, { scale = true } = {}): DenseMatrix {
  const out = new DenseMatrix(x.rows, x.columns, Float64Array.from(x.values));
  const rowsOf = new Map<number, number[]>();
  section.forEach((code, i) => {
    const rows = rowsOf.get(code);
    if (rows) rows.push(i);
    else rowsOf.set(code, [i]);
  });
  for (const rows of rowsOf.values()) {
    const { mean, deviation } = columnMoments(x, rows);
    for (const i of rows) {
      const row = out.row(i);
      for (let j = 0; j < x.columns; j++) row[j] = (row[j]! - mean[j]!) / (scale ? deviation[j]! || 1 : 1);
    }
  }
  return out;
}
