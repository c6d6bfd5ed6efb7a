import { TissuebookError } from '../../errors';
import { listNames } from '../table';
import type { Container } from './container';
import { recognizeContainer } from './recognizeContainer';

/**
 * @throws TissuebookError 'unsupported-encoding' when a container is known to be something else than an AnnData, with what it
 *   is and what reads it: several modalities, by their names, counts of Cell Ranger, .loom, .h5Seurat, SpatialData, ...
 */
export function expectAnnData(file: Container): void {
  if (file.text('/', 'encoding-type') !== 'MuData' && file.kind('/mod') !== 'group') {
    refuseOthers(file);
    return;
  }
  const names = file.kind('/mod') === 'group' ? listNames([...file.keys('/mod')]) : 'none';
  throw new TissuebookError('unsupported-encoding', `${file.name} is no AnnData: it is a MuData of ${names}.`, {
    argument: 'path',
    found: names,
    advice: 'An .h5mu file is read with readH5mu.',
  });
}

function refuseOthers(file: Container): void {
  const known = recognizeContainer(file);
  if (!known) return;
  throw new TissuebookError('unsupported-encoding', `${file.name} is no AnnData: it is ${known.what}.`, {
    argument: 'path',
    found: known.what,
    advice: known.advice,
  });
}
