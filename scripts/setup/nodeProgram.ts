import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { command } from './command';

/**
 * The program of a main version of Node.js: this very program when it is of the version and for the processor asked for, else the newest of that
 * version from npm, fetched once into the cache folder of the user (or that of XDG_CACHE_HOME).
 *
 * @param major '22'
 * @param arch as process.arch says it
 */
export async function nodeProgram(major: string, arch: string = process.arch): Promise<string> {
  const kept = keptNodeProgram(major, arch);
  if (kept !== undefined) return kept;
  const { folder, name, program } = placeOf(major, arch);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{}');
  // Forced: packages say for which processors they are.
  const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--force'];
  const purpose = `Fetching Node.js ${major} for ${arch}`;
  await command('npm', ['install', ...options, `${name}@${major}`], { cwd: folder, purpose });
  return program;
}

/** The same where it need not be fetched; else undefined. */
export function keptNodeProgram(major: string, arch: string = process.arch): string | undefined {
  if (process.versions.node.split('.')[0] === major && arch === process.arch) return process.execPath;
  const { program } = placeOf(major, arch);
  return existsSync(program) ? program : undefined;
}

function placeOf(major: string, arch: string): { folder: string; name: string; program: string } {
  const name = `node-${process.platform}-${arch}`;
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tissuebook', 'nodes');
  const folder = join(cache, arch === process.arch ? major : `${major}-${arch}`);
  return { folder, name, program: join(folder, 'node_modules', name, 'bin', 'node') };
}
