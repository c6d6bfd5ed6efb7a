import { closeSync, mkdirSync, openSync, readSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { cacheFolder } from '../../../cacheFolder';
import { TissuebookError } from '../../../errors';
import type { AnnData } from '../../annData';
import type { MuData } from '../../mudata/muData';
import type { ImageCropsOptions } from './cropOptions';
import type { ImageSource } from './imageSource';

export interface CropStoreOptions extends Omit<ImageCropsOptions, 'type' | 'layout' | 'obs'> {
  /** Which cells, by number. All. */
  rows?: Int32Array;
  /** Bytes that the crops may take in memory; more go into a file, which is removed with the store. 1 GiB (ours). */
  memory?: number;
  /** Where that file lies. The folder for what is kept between runs, see TISSUEBOOK_CACHE. */
  folder?: string;
}

/** Where crops are kept, and how they are found again. */
interface Shelf {
  write(values: Uint8Array, at: number): void;
  read(out: Uint8Array, to: number, at: number, length: number): void;
  close(): void;
}

/**
 * The crops of many cells as bytes, read from their images once and asked for again and again, as a training does. They are in memory, or
 * in a file where they are too many. Close it after use.
 *
 *     const store = await CropStore.read(image, adata, { side: 28, width: 55, unit: 'micrometers' });
 *     store.rows([7, 3]); // [2, side, side, channels]
 */
export class CropStore {
  readonly side: number;
  /** Names of the channels. */
  readonly channels: readonly string[];
  /** What must be known of the crops, in sentences. */
  readonly notices: readonly string[];
  /** The share of each cell's crop that lies on its image, by cell. */
  readonly inside: ReadonlyMap<number, number>;
  readonly #places: ReadonlyMap<number, number>;
  readonly #shelf: Shelf;

  private constructor(
    parts: Pick<CropStore, 'side' | 'channels' | 'notices' | 'inside'>,
    places: Map<number, number>,
    shelf: Shelf,
  ) {
    this.side = parts.side;
    this.channels = parts.channels;
    this.notices = parts.notices;
    this.inside = parts.inside;
    this.#places = places;
    this.#shelf = shelf;
  }

  /**
   * Reads the crops.
   *
   * @throws TissuebookError 'disk-full' when they fit neither into the memory nor onto the disk, which keeps nothing of them, and as
   *   `ImageSource.crops`
   */
  static async read(source: ImageSource, data: AnnData | MuData, options: CropStoreOptions): Promise<CropStore> {
    const { rows, memory = 2 ** 30, folder, ...crops } = options;
    const wanted = rows ?? Int32Array.from({ length: data.nObs }, (_, i) => i);
    const { side, channels = source.channels } = options;
    const size = side * side * channels.length;
    const bytes = wanted.length * size;
    const shelf = bytes <= memory ? memoryShelf(bytes) : fileShelf(bytes, folder ?? join(cacheFolder(), 'crops'));
    const [places, inside] = [new Map<number, number>(), new Map<number, number>()];
    const off: string[] = [];
    const notices = new Set<string>();
    try {
      for await (const part of source.crops(data, { ...crops, channels, type: 'uint8', obs: wanted })) {
        shelf.write(part.values as Uint8Array, places.size * size);
        part.rows.forEach((row, i) => {
          places.set(row, places.size);
          inside.set(row, part.inside[i]!);
          if (part.inside[i] === 0) off.push(data.obs.index[row]!);
        });
        // What is said of every batch is said once, of all.
        for (const notice of part.notices) if (!/ of \d+ crops lie outside/.test(notice)) notices.add(notice);
      }
    } catch (error) {
      shelf.close();
      throw error;
    }
    if (off.length > 0) notices.add(outside(off, wanted.length));
    return new CropStore({ side, channels, notices: [...notices], inside }, places, shelf);
  }

  /** Crops of some cells, by number [cells, side, side, channels]. @throws TissuebookError 'invalid-argument' for one that it lacks */
  rows(cells: ArrayLike<number>): Uint8Array {
    const size = this.side * this.side * this.channels.length;
    const out = new Uint8Array(cells.length * size);
    for (let i = 0; i < cells.length; i++) {
      const place = this.#places.get(cells[i]!);
      if (place === undefined) {
        throw new TissuebookError('invalid-argument', `rows: there is no crop of cell ${cells[i]}.`, {
          argument: 'cells',
          found: cells[i],
        });
      }
      this.#shelf.read(out, i * size, place * size, size);
    }
    return out;
  }

  /** Frees the memory, and removes the file. */
  close(): void {
    this.#shelf.close();
  }
}

function outside(names: readonly string[], all: number): string {
  const shown = names.slice(0, 5).join(', ');
  return (
    `${names.length} of ${all} cells lie outside of their image: ${shown}${names.length > 5 ? ', ...' : ''}. ` +
    'Where that is unexpected, look at the unit of the positions and the scale of the slide.'
  );
}

function memoryShelf(bytes: number): Shelf {
  let kept = new Uint8Array(bytes);
  return {
    write: (values, at) => kept.set(values, at),
    read: (out, to, at, length) => out.set(kept.subarray(at, at + length), to),
    close: () => (kept = new Uint8Array(0)),
  };
}

function fileShelf(bytes: number, folder: string): Shelf {
  const path = join(folder, `${randomUUID()}.crops`);
  mkdirSync(folder, { recursive: true });
  const { bavail, bsize } = statfsSync(folder);
  if (bytes > bavail * bsize) throw full(bytes, folder, bavail * bsize);
  const file = openSync(path, 'wx+', 0o600);
  let open = true;
  const close = (): void => {
    if (open) closeSync(file);
    open = false;
    rmSync(path, { force: true });
  };
  return {
    write: (values, at) => {
      try {
        for (let done = 0; done < values.length;)
          done += writeSync(file, values, done, values.length - done, at + done);
      } catch (cause) {
        close();
        if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') throw cause;
        throw full(bytes, folder, undefined, cause);
      }
    },
    read: (out, to, at, length) => {
      for (let done = 0; done < length;) {
        const got = readSync(file, out, to + done, length - done, at + done);
        if (got === 0)
          throw new TissuebookError('corrupt', `The crops in ${path} were cut off.`, { argument: 'folder' });
        done += got;
      }
    },
    close,
  };
}

function full(bytes: number, folder: string, free?: number, cause?: unknown): TissuebookError {
  const megabytes = (count: number): string => `${Math.ceil(count / 1e6).toLocaleString('en')} MB`;
  const room = free === undefined ? '' : `, which has ${megabytes(free)} left`;
  return new TissuebookError('disk-full', `There is no room for ${megabytes(bytes)} of crops in ${folder}${room}.`, {
    argument: 'folder',
    found: folder,
    advice:
      'Make room, name a folder on another disk in TISSUEBOOK_CACHE, or take smaller crops or fewer cells. Nothing was changed.',
    cause,
  });
}
