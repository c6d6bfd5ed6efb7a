import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';

/** A compiler of C++: the program with the arguments that always come first. */
export type Compiler = readonly [program: string, ...first: string[]];

/** What turns the addons' sources into addons. */
export interface Toolchain {
  compiler: Compiler;
  linkFlags: readonly string[];
}

const COMPILERS = ['g++', 'clang++', 'c++'];

/** What every source of an addon is compiled with. */
export const FLAGS: readonly string[] = ['-O3', '-std=c++17', '-fPIC', '-pthread', '-DNAPI_VERSION=8'];

/** Symbols of Node and TensorFlow are found when the addon is loaded, so it runs with any TensorFlow whose C API has them. */
export const LINK_FLAGS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['-shared', '-pthread', '-static-libstdc++', '-static-libgcc', '-Wl,--unresolved-symbols=ignore-all'],
  darwin: ['-shared', '-undefined', 'dynamic_lookup'],
};

/** The compiler that CXX names, else the first that runs. */
export function findCompiler(): Compiler | undefined {
  const candidates = process.env.CXX ? [process.env.CXX] : COMPILERS;
  const program = candidates.find((candidate) => spawnSync(candidate, ['--version']).status === 0);
  return program === undefined ? undefined : [program];
}

/** This machine's own compiler, or why there is no building with it. */
export function systemToolchain(): Toolchain | string {
  const linkFlags = LINK_FLAGS[process.platform];
  if (!linkFlags) return `not known on ${process.platform}`;
  const compiler = findCompiler();
  return compiler ? { compiler, linkFlags } : 'no C++ compiler (install g++)';
}

/**
 * Zig's C++ compiler, which builds for other systems and for C libraries older than this machine's.
 *
 * @param python a Python that has the package ziglang
 * @param target for whom, such as x86_64-linux-gnu.2.28
 */
export function zigToolchain(python: string, target: string): Toolchain {
  const linkFlags = target.includes('macos')
    ? ['-shared', '-undefined', 'dynamic_lookup']
    : ['-shared', '-pthread', '-Wl,--allow-shlib-undefined', '-s'];
  return { compiler: [python, '-m', 'ziglang', 'c++', '-target', target], linkFlags };
}

/** Runs the compiler in a folder; returns the first line that tells what went wrong, if anything did. */
export function runCompiler(compiler: Compiler, folder: string, args: readonly string[]): string | undefined {
  const [program, ...first] = compiler;
  const result = spawnSync(program, [...first, ...args], { cwd: folder, encoding: 'utf8' });
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
