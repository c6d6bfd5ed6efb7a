import { closeSync, lstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { TissuebookError } from '../../errors';

/** Some of the bytes of a file: from a place on, or the last ones. */
type Part = { offset: number; length: number } | { suffixLength: number };

export interface FolderStoreOptions {
  /** A file that is given in place of the one on the disk. */
  instead?: { key: string; bytes: Uint8Array } | undefined;
  /**
   * Whether the index of shards is at their start. zarrita asks for it at the end of the file wherever the metadata place it;
   * it asks for nothing else there.
   */
  indexAtStart?: boolean;
}

/** The files of one zarr array, by their keys ("/c/0/1"), never from outside of its folder. */
export class FolderStore {
  readonly #folder: string;
  /** Takes memory for bytes, or throws. */
  readonly #afford: (bytes: number) => void;

  /** A file that is given in place of the one on the disk. */
  readonly #instead: { key: string; bytes: Uint8Array } | undefined;

  /** Whether what is asked for at the end of files is at their start. */
  readonly #indexAtStart: boolean;

  constructor(
    folder: string,
    afford: (bytes: number) => void,
    { instead, indexAtStart = false }: FolderStoreOptions = {},
  ) {
    this.#folder = realpathSync(folder);
    this.#afford = afford;
    this.#instead = instead;
    this.#indexAtStart = indexAtStart;
  }

  get(key: string): Uint8Array | undefined {
    if (key === this.#instead?.key) return this.#instead.bytes;
    return this.#read(key, (size) => [0, size]);
  }

  getRange(key: string, part: Part): Uint8Array | undefined {
    return this.#read(key, (size) => {
      const [from, length] =
        'suffixLength' in part
          ? [this.#indexAtStart ? 0 : size - part.suffixLength, part.suffixLength]
          : [part.offset, part.length];
      if (from >= 0 && length >= 0 && from + length <= size) return [from, length];
      throw new TissuebookError('corrupt', `${this.#folder}: a part of ${key} lies outside of its file.`);
    });
  }

  /** Undefined where there is no file: its values are then the fill value of the array. */
  #read(key: string, choose: (size: number) => readonly [number, number]): Uint8Array | undefined {
    const path = join(this.#folder, key);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (!found) return undefined;
    if (!found.isFile() || !realpathSync(path).startsWith(this.#folder + sep)) {
      throw new TissuebookError('unsupported-encoding', `${path} is no file of this folder, but a link or a folder.`, {
        argument: path,
      });
    }
    const [from, length] = choose(found.size);
    this.#afford(length);
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
