import { closeSync, lstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import { TissuebookError } from '../../../errors';
import { stampOf } from '../../zip/byteSource';
import { listNodes, type ZarrNode } from '../nodes';
import { type Afford, type Part, placeOf, type ZarrStore } from './zarrStore';

/** A zarr folder on the disk; nothing is read from outside of it. */
export class FolderStore implements ZarrStore {
  readonly name: string;
  readonly parallel = 1;
  readonly #folder: string;
  #real: string | undefined;

  constructor(folder: string) {
    this.name = basename(resolve(folder));
    this.#folder = folder;
  }

  /** Where a path of the store lies on the disk. */
  pathOf(path: string): string {
    return join(this.#folder, path);
  }

  stamp(path: string): string {
    return ['.zarray', 'zarr.json'].map((name) => stampOf(join(this.#folder, path, name))).join();
  }

  async nodes(within?: (path: string) => boolean): Promise<Map<string, ZarrNode>> {
    return listNodes(this.#folder, within);
  }

  async read(key: string, part: Part, afford: Afford): Promise<Uint8Array | undefined> {
    const path = join(this.#folder, key);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (!found) return undefined;
    this.#real ??= realpathSync(this.#folder);
    if (!found.isFile() || !realpathSync(path).startsWith(this.#real + sep)) {
      throw new TissuebookError('unsupported-encoding', `${path} is no file of this folder, but a link or a folder.`, {
        argument: path,
      });
    }
    const [from, length] = placeOf(part, found.size, path);
    afford(length);
    const bytes = new Uint8Array(length);
    const file = openSync(path, 'r');
    try {
      for (let at = 0; at < length;) {
        const read = readSync(file, bytes, at, length - at, from + at);
        if (read === 0) throw new TissuebookError('corrupt', `${path} ends too early.`, { argument: path });
        at += read;
      }
    } finally {
      closeSync(file);
    }
    return bytes;
  }
}
