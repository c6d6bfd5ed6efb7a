import { createHash, randomUUID } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { readImage, type TissueImage } from '../../data';

/** Images of files that views have opened; the ones used last stay open (ours). */
const MOST_OPEN = 8;
/** Bytes of tiles that are kept of each. */
const CACHE_BYTES = 2 ** 27;

/** Images by the key under which pages ask for their pixels. */
const keys = new WeakMap<TissueImage, string>();
const opened = new Map<string, TissueImage>();

/**
 * The image of a file, opened once however often a cell with it is run. Of the files opened here the ones used last stay open.
 *
 * @throws TissuebookError as readImage
 */
export async function openedImage(path: string): Promise<TissueImage> {
  const key = fileKey(path);
  const known = key === undefined ? undefined : opened.get(key);
  const image = known && !known.closed ? known : await readImage(path, { cacheBytes: CACHE_BYTES });
  if (key === undefined) return image;
  keys.set(image, key);
  opened.delete(key);
  opened.set(key, image);
  for (const [old, oldest] of opened) {
    if (opened.size <= MOST_OPEN) break;
    opened.delete(old);
    void oldest.close();
  }
  return image;
}

/** The key of an image: for a file the same each time, so that a page finds it again when its cell is run again. */
export function imageKey(image: TissueImage): string {
  const known = keys.get(image) ?? randomUUID();
  keys.set(image, known);
  return known;
}

function fileKey(path: string): string | undefined {
  try {
    const [real, { size, mtimeMs }] = [realpathSync(path), statSync(path)];
    return createHash('sha256').update(`${real}\n${size}\n${mtimeMs}`).digest('hex').slice(0, 32);
  } catch {
    // readImage says what is wrong with it.
    return undefined;
  }
}
