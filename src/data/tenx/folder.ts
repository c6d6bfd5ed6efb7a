import { existsSync, statSync } from 'node:fs';
import { TissuebookError } from '../../errors';

/** @throws TissuebookError 'file-not-found' when there is no such folder */
export function requireFolder(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  throw new TissuebookError('file-not-found', `There is no folder ${folder}.`, { argument: 'folder', found: folder });
}
