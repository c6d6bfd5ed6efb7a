import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { TissuebookError } from '../../errors';
import { asWriteError } from '../h5ad/wholeFile';

/**
 * Writes a folder that appears under its name only when it is whole. A zarr folder of that name is then replaced; anything else there is left alone.
 *
 * @throws TissuebookError 'file-not-found' (no such folder around it), 'invalid-argument' (something else of that name), 'disk-full'
 */
export async function writeWholeFolder<T>(path: string, write: (unfinished: string) => Promise<T>): Promise<T> {
  const target = resolve(path);
  const around = dirname(target);
  if (!existsSync(around) || !statSync(around).isDirectory()) {
    throw new TissuebookError('file-not-found', `There is no folder ${around}.`, { argument: 'path', found: path });
  }
  const there = lstatSync(target, { throwIfNoEntry: false });
  const isZarr = there?.isDirectory() && ['.zgroup', 'zarr.json'].some((name) => existsSync(join(target, name)));
  if (there && !isZarr) {
    throw new TissuebookError('invalid-argument', `${target} is there already, and is no zarr folder.`, {
      argument: 'path',
      found: path,
      advice: 'Choose another name, or remove it.',
    });
  }
  const mark = randomBytes(6).toString('hex');
  const [unfinished, replaced] = ['part', 'old'].map((end) => join(around, `.${basename(target)}.${mark}.${end}`));
  mkdirSync(unfinished);
  try {
    const result = await write(unfinished);
    if (there) await rename(target, replaced);
    await rename(unfinished, target);
    return result;
  } catch (cause) {
    if (!existsSync(target) && existsSync(replaced)) await rename(replaced, target);
    throw asWriteError(target, cause);
  } finally {
    for (const folder of [unfinished, replaced]) await rm(folder, { recursive: true, force: true });
  }
}
