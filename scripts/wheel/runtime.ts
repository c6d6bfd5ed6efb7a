import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

interface PackageJson {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** Our own parts of the runtime. */
const OWN = ['dist', 'package.json'];

/** What a running kernel never reads: maps, tests, other builds of the same code, sources of native addons. */
const LEFT_OUT = [
  /\.(map|md|markdown|flow|cc|cpp|h|hpp|gyp|gypi|tsbuildinfo|min\.js|ts\.patch)$/,
  /node_modules\/.*\/(test|tests|__tests__|docs|examples?|benchmark|\.github)\/.*\.(js|ts|html)$/,
  /@tensorflow\/[^/]+\/dist\/tf(-[^/.]*)?\.(?!node\.js$)[^/]*js$/,
  /@tensorflow\/tfjs[^/]*\/dist\/.*_test\.(js|d\.ts)$/,
  // Node reads one file of each of these.
  /@tensorflow\/(tfjs|tfjs-layers|tfjs-converter|tfjs-data|tfjs-backend-webgl)\/dist\/(?!tf[a-z-]*\.node\.js$)/,
  /h5wasm\/dist\/iife\//,
  /typescript\/lib\/(_tsc|_tsserver|_typingsInstaller|watchGuard)\.js$/,
  /typescript\/lib\/[a-z-]+\/diagnosticMessages/,
  /@tslab\/typescript-for-tslab\/(?!package\.json$)/,
];

/** tslab's own TypeScript, 39 MB: the kernel gives it another one under the name of this file, which has to be there and is never read. */
const STOOD_IN_FOR = 'node_modules/@tslab/typescript-for-tslab/lib/typescript.js';

/** Types that cells are checked against: our own, Node's, and those of the compiler. */
const TYPES_KEPT = /(^|\/)(dist\/src|@types\/node|undici-types|typescript\/lib|@tensorflow\/tfjs-core)\//;

function readPackage(folder: string): PackageJson {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson;
}

/** Node's own search: the nearest node_modules that holds the name, upwards from `folder` to the root. */
function findPackage(name: string, folder: string, root: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (at === root) return undefined;
  }
}

/** The folders of all packages that the root package needs at run time, those of packages included. */
export function runtimePackages(root: string): string[] {
  const found = new Set<string>();
  const visit = (folder: string): void => {
    const { dependencies, optionalDependencies } = readPackage(folder);
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const next = findPackage(name, folder, root);
      if (next && !found.has(next)) {
        found.add(next);
        visit(next);
      }
    }
  };
  visit(root);
  return [...found];
}

function* filesOf(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules') yield* filesOf(path);
    } else if (entry.isFile()) yield path;
  }
}

/** Builds of zeromq for every system and Node. */
const ZEROMQ = 'node_modules/zeromq/build/';

function isKept(path: string, zeromq: string): boolean {
  if (LEFT_OUT.some((pattern) => pattern.test(path))) return false;
  if (path.startsWith(ZEROMQ) && path.endsWith('.node')) return path.startsWith(`${ZEROMQ}${zeromq}/`);
  return !path.endsWith('.d.ts') || TYPES_KEPT.test(path);
}

/**
 * Copies what the kernel needs into `target`, which it empties first.
 *
 * @param zeromq the build of zeromq that is taken along
 * @param binding the folder with the TensorFlow binding, where there is one
 */
export function copyRuntime(
  root: string,
  target: string,
  zeromq: string,
  binding: string | undefined,
): { files: number; bytes: number } {
  rmSync(target, { recursive: true, force: true });
  let files = 0;
  let bytes = 0;
  const copy = (path: string, name: string): void => {
    const to = join(target, name);
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(path, to);
    files += 1;
    bytes += statSync(to).size;
  };
  const sources = [...OWN.map((name) => join(root, name)), ...runtimePackages(root)];
  for (const source of sources) {
    for (const path of statSync(source).isDirectory() ? filesOf(source) : [source]) {
      const name = relative(root, path);
      if (isKept(name, zeromq)) copy(path, name);
    }
  }
  const empty = join(target, STOOD_IN_FOR);
  mkdirSync(dirname(empty), { recursive: true });
  writeFileSync(empty, '');
  if (binding) for (const path of filesOf(binding)) copy(path, join('native', 'build', relative(binding, path)));
  return { files, bytes };
}
