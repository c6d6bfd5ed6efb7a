import { basename, dirname, join } from 'node:path';
import { TissuebookError } from '../../errors';
import { listNames } from '../table';
import { archiveKind, membersOf } from './members';
import { inTemporaryFolder } from './temporaryFolder';
import { writeBytes } from './withUnpackedFile';

/**
 * The files of one folder in an archive (.tar.gz, .tar, .zip) whose names are wanted: copies of them that are there, in one folder, while `use` runs.
 *
 * @param wanted tells files by their names without folders
 * @param maxBytes that they may unpack to together
 * @returns undefined where the file is no archive
 * @throws TissuebookError 'file-not-found' (no such files in it), 'corrupt', 'too-large', 'disk-full', 'unsupported-encoding' (several folders of them)
 */
export async function withUnpackedFolder<T>(
  path: string,
  wanted: RegExp,
  maxBytes: number,
  use: (folder: string) => Promise<T>,
): Promise<T | undefined> {
  const kind = await archiveKind(path);
  if (!kind) return undefined;
  return inTemporaryFolder(async (folder) => {
    const folders = new Set<string>();
    let left = maxBytes;
    for await (const member of membersOf(path, kind)) {
      const name = basename(member.name);
      if (!wanted.test(name)) continue;
      folders.add(dirname(member.name));
      if (folders.size > 1) throw several(path, [...folders]);
      left -= await writeBytes(member.bytes(), join(folder, name), { maxBytes: left, name: basename(path) });
    }
    if (folders.size === 0) {
      throw new TissuebookError('file-not-found', `${basename(path)} is an archive without the files that are read.`, {
        argument: 'path',
        found: path,
        advice: 'Unpack it first, and look what it holds.',
      });
    }
    return use(folder);
  });
}

function several(path: string, folders: readonly string[]): TissuebookError {
  return new TissuebookError('unsupported-encoding', `${basename(path)} has several folders of such files: ${listNames(folders)}, ...`, {
    argument: 'path',
    found: path,
    advice: 'Unpack it first, and name the one that is meant.',
  }); // prettier-ignore
}
