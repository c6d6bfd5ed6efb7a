import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { TissuebookError } from '../../errors';

/**
 * Writes a file that appears under its name only when it is whole; one of that name is then replaced.
 *
 * @param write writes to the path that it is given; its result is given
 * @throws TissuebookError 'file-not-found' (no such folder), 'disk-full', and what `write` throws
 */
export async function writeWholeFile<T>(path: string, write: (unfinished: string) => Promise<T>): Promise<T> {
  const target = resolve(path);
  const folder = dirname(target);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new TissuebookError('file-not-found', `There is no folder ${folder}.`, { argument: 'path', found: path });
  }
  const unfinished = join(folder, `.${basename(target)}.${randomBytes(6).toString('hex')}.part`);
  try {
    const result = await write(unfinished);
    await rename(unfinished, target);
    return result;
  } catch (cause) {
    throw asWriteError(target, cause);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** What went wrong while something was written: a full disk by its name, else as it is. */
export function asWriteError(target: string, cause: unknown): unknown {
  return isDiskFull(cause) ? diskFull(target, cause) : cause;
}

function isDiskFull(cause: unknown): boolean {
  const texts = [cause, (cause as Error).cause].map((error) => (error instanceof Error ? error.message : ''));
  return (cause as { code?: string }).code === 'ENOSPC' || texts.some((text) => /No space left|ENOSPC/.test(text));
}

function diskFull(target: string, cause: unknown): TissuebookError {
  return new TissuebookError('disk-full', `There is no room for ${target}.`, {
    cause,
    argument: 'path',
    found: target,
    advice: 'Free some space or write to another disk; nothing was replaced.',
  });
}
