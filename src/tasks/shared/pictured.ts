import type { DenseMatrix } from '../../data';
import { type AnnData, coordinates, type ImageSource } from '../../data';
import { TissuebookError } from '../../errors';
import { type ModelData, toCells } from '../../models';
import { buildIndex } from '../../neighbors';

/** Cells of one table with the picture of their tissue. */
export interface Pictured {
  readonly cells: AnnData;
  readonly image: ImageSource;
}

/** @throws TissuebookError 'invalid-argument' for data without a picture */
export function needPicture(where: string, data: ModelData): Pictured {
  const cells = toCells(where, data);
  if ('image' in data && data.image) return { cells, image: data.image };
  throw new TissuebookError('invalid-argument', `${where}: there is no picture.`, {
    argument: 'data',
    advice: 'Give cells with the picture of their tissue: { cells: adata, image: new ImageSource(imageOf(adata)) }.',
  });
}

/**
 * The usual distance of a cell from the nearest other of its section, in the unit of the positions: of spots the pitch.
 * @throws TissuebookError 'invalid-argument' where no two cells lie apart
 */
export function pitchOf(where: string, cells: AnnData, sections?: Int32Array): number {
  const { points } = coordinates(cells);
  const plane = points.columns === 2 ? points : points.takeColumns([0, 1]);
  const all = Int32Array.from({ length: plane.rows }, (_, i) => i);
  const near = buildIndex(plane, { groups: sections }).nearest(all, 2);
  const lengths: number[] = [];
  for (let i = 0; i < plane.rows; i++) {
    const other = [near[2 * i]!, near[2 * i + 1]!].find((cell) => cell >= 0 && cell !== i);
    if (other !== undefined) lengths.push(distance(plane, i, other));
  }
  lengths.sort((a, b) => a - b);
  const pitch = lengths[Math.floor(lengths.length / 2)] ?? 0;
  if (pitch > 0) return pitch;
  throw new TissuebookError('invalid-argument', `${where}: nothing says how far apart the ${cells.nObs} cells lie.`, {
    argument: 'data',
    found: cells.nObs,
    advice: 'Give data of several cells at places of their own.',
  });
}

const distance = (points: DenseMatrix, a: number, b: number): number =>
  Math.hypot(points.get(a, 0) - points.get(b, 0), points.get(a, 1) - points.get(b, 1));
