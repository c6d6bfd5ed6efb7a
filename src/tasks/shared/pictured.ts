import { type AnnData, coordinates, type ImageSource } from '../../data';
import { TissuebookError } from '../../errors';
import { type ModelData, toCells } from '../../models';
import { pitch } from '../../graph/pitch';

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
  const found = pitch(coordinates(cells).points, sections);
  if (found > 0) return found;
  throw new TissuebookError('invalid-argument', `${where}: nothing says how far apart the ${cells.nObs} cells lie.`, {
    argument: 'data',
    found: cells.nObs,
    advice: 'Give data of several cells at places of their own.',
  });
}
