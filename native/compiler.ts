import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';

const COMPILERS = ['g++', 'clang++', 'c++'];

/** What every source of an addon is compiled with. */
export const FLAGS: readonly string[] = ['-O3', '-std=c++17', '-fPIC', '-pthread', '-DNAPI_VERSION=8'];

/** Symbols of Node and TensorFlow are found when the addon is loaded, so it runs with any TensorFlow whose C API has them. */
export const LINK_FLAGS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['-shared', '-pthread', '-static-libstdc++', '-static-libgcc', '-Wl,--unresolved-symbols=ignore-all'],
  darwin: ['-shared', '-undefined', 'dynamic_lookup'],
};

/** The compiler that CXX names, else the first that runs. */
export function findCompiler(): string | undefined {
  const candidates = process.env.CXX ? [process.env.CXX] : COMPILERS;
  return candidates.find((program) => spawnSync(program, ['--version']).status === 0);
}

/** Runs the compiler in a folder; returns the first line that tells what went wrong, if anything did. */
export function runCompiler(compiler: string, folder: string, args: readonly string[]): string | undefined {
  const result = spawnSync(compiler, args, { cwd: folder, encoding: 'utf8' });
  if (result.status === 0) return undefined;
  return (
    (result.error?.message ?? result.stderr).split('\n').find((line) => /error/i.test(line)) ?? `code ${result.status}`
  );
}

export function packageFolder(name: string): string {
  return dirname(require.resolve(`${name}/package.json`));
}

/** Where Node's headers for addons are. */
export function nodeHeaders(): string {
  return join(packageFolder('node-api-headers'), 'include');
}
