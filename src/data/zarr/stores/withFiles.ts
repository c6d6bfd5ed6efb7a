import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TissuebookError } from '../../../errors';
import { inTemporaryFolder } from '../../unpack/temporaryFolder';
import { FolderStore } from './folderStore';
import type { ZarrStore } from './zarrStore';

/** Parts that dask writes a table in are counted from 0; more than these are not looked for. */
const MOST_PARTS = 10_000;

/**
 * The folder of an element with a table that is no array of zarr: where it lies, else a copy of the table that is there while `use` runs.
 *
 * @param path of the element: '/shapes/cells'
 * @param file the table in it, a file or a folder of parts: 'shapes.parquet'
 * @throws TissuebookError 'too-large' when the table has more bytes than `maxBytes`, and as the store does
 */
export async function withFiles<T>(
  store: ZarrStore,
  path: string,
  file: string,
  maxBytes: number,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  if (store instanceof FolderStore) return use(store.pathOf(path));
  return inTemporaryFolder(async (folder) => {
    let left = maxBytes;
    const copy = async (name: string): Promise<boolean> => {
      const bytes = await store.read(`${path}/${name}`, 'whole', (size) => {
        if (size > left) throw tooLarge(`${path}/${name} of ${store.name}`, maxBytes);
      });
      if (!bytes) return false;
      left -= bytes.length;
      const target = join(folder, name);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, bytes);
      return true;
    };
    const whole = await copy(file);
    for (let part = 0; !whole && part < MOST_PARTS; part++) if (!(await copy(`${file}/part.${part}.parquet`))) break; // prettier-ignore
    return use(folder);
  });
}

function tooLarge(where: string, maxBytes: number): TissuebookError {
  return new TissuebookError('too-large', `${where} takes more than ${maxBytes} bytes.`, {
    argument: 'maxBytes',
    found: where,
    advice: 'Raise maxBytes, or unpack the store and read what is needed.',
  });
}
