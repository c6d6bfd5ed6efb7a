import { TissuebookError } from '../../errors';
import { listNames } from '../table';
import type { Container } from './container';

/** @throws TissuebookError 'unsupported-encoding' when a container holds several modalities, by their names */
export function expectAnnData(file: Container): void {
  if (file.text('/', 'encoding-type') !== 'MuData' && file.kind('/mod') !== 'group') return;
  const names = file.kind('/mod') === 'group' ? listNames([...file.keys('/mod')]) : 'none';
  throw new TissuebookError('unsupported-encoding', `${file.name} is no AnnData: it is a MuData of ${names}.`, {
    argument: 'path',
    found: names,
    advice: 'An .h5mu file is read with readH5mu.',
  });
}
