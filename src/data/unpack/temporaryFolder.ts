import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TissuebookError } from '../../errors';

/** A folder that is there while `use` runs. @throws TissuebookError 'disk-full', and as `use` */
export async function inTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tissuebook-'));
  try {
    return await use(folder);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOSPC' && code !== 'EDQUOT') throw cause;
    throw new TissuebookError('disk-full', `There is no room in ${tmpdir()} for what is unpacked.`, {
      found: tmpdir(),
      cause,
      advice: 'Free some space, or set TMPDIR to a folder on another disk.',
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
