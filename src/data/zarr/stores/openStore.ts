import { statSync } from 'node:fs';
import { FileSource } from '../../zip/byteSource';
import { startOf } from '../../unzipped';
import { FolderStore } from './folderStore';
import { ZipStore } from './zipStore';
import type { ZarrStore } from './zarrStore';

/**
 * Opens what holds a zarr group: a folder, or a zip archive of one. What is neither is refused when its nodes are listed.
 *
 * @throws TissuebookError 'corrupt', 'too-large', 'unsupported-encoding' (an archive that cannot be read)
 */
export async function openStore(path: string): Promise<ZarrStore> {
  return isZip(path) ? ZipStore.open(new FileSource(path)) : new FolderStore(path);
}

/** Whether a file begins as zip archives do, whatever its name says. */
export function isZip(path: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
  const start = startOf(path, 4).toString('latin1');
  return start === 'PK\x03\x04' || start === 'PK\x05\x06';
}
