import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { applyEdits } from './edits';

/** What native/build/current.json holds: where the engine finds the binding. Paths are relative to that file. */
export interface BuiltBinding {
  binding: string;
  loader: string;
  /** The TensorFlow package folder whose headers it was compiled with. */
  tensorflow: string;
}

const HERE = __dirname;
const OUTPUT = join(HERE, 'build');
const CURRENT = join(OUTPUT, 'current.json');
const COMPILERS = ['g++', 'clang++', 'c++'];
const BINDING = [
  'tfjs_backend.cc',
  'tfjs_binding.cc',
  'graph_function.cc',
  'edge_sum_op.cc',
  'edge_sum.cc',
  'workers.cc',
];
const FLAGS = ['-O3', '-std=c++17', '-shared', '-fPIC', '-pthread', '-DNAPI_VERSION=8', '-w'];

/** Symbols of Node and TensorFlow are found when the addon is loaded, so it runs with any TensorFlow whose C API has them. */
const PLATFORM_FLAGS: Record<string, string[]> = {
  linux: ['-static-libstdc++', '-static-libgcc', '-Wl,--unresolved-symbols=ignore-all'],
  darwin: ['-undefined', 'dynamic_lookup'],
};

function packageFolder(name: string): string {
  return dirname(require.resolve(`${name}/package.json`));
}

/** The sources to compile, by name: the package's with our edits, and our own. */
function sources(): Map<string, string> {
  const theirs = join(packageFolder('@tensorflow/tfjs-node-gpu'), 'binding');
  const ours = join(HERE, 'source');
  const files = new Map<string, string>();
  for (const name of readdirSync(theirs)) files.set(name, applyEdits(name, readFileSync(join(theirs, name), 'utf8')));
  for (const name of readdirSync(ours)) files.set(name, readFileSync(join(ours, name), 'utf8'));
  return files;
}

function findCompiler(): string | undefined {
  const candidates = process.env.CXX ? [process.env.CXX] : COMPILERS;
  return candidates.find((program) => spawnSync(program, ['--version']).status === 0);
}

/** Compiles one addon; returns what went wrong, if anything. */
function compile(
  compiler: string,
  folder: string,
  files: readonly string[],
  includes: readonly string[],
  output: string,
): string | undefined {
  const result = spawnSync(
    compiler,
    [
      ...FLAGS,
      ...includes.map((include) => `-I${include}`),
      '-o',
      output,
      ...files,
      ...(PLATFORM_FLAGS[process.platform] ?? []),
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  if (result.status === 0) return undefined;
  return (
    (result.error?.message ?? result.stderr).split('\n').find((line) => /error/i.test(line)) ?? `code ${result.status}`
  );
}

/**
 * Builds the TensorFlow binding out of the npm package's own sources and ours, against the headers of a TensorFlow wheel. Does
 * nothing when it is built already. Without TensorFlow or a compiler it builds nothing and says so: training then runs on
 * WebAssembly.
 *
 * @param tensorflow the wheel's package folder (…/site-packages/tensorflow)
 * @returns a few words for the set-up's report
 */
export async function buildBinding(tensorflow: string | undefined): Promise<string> {
  if (!tensorflow) return 'not built: no TensorFlow wheel; training uses WebAssembly';
  if (!PLATFORM_FLAGS[process.platform])
    return `not built: not known on ${process.platform}; training uses WebAssembly`;
  const include = join(tensorflow, 'include');
  const header = join(include, 'tensorflow', 'c', 'c_api.h');
  if (!existsSync(header)) return 'not built: this TensorFlow brings no headers; training uses WebAssembly';

  const files = sources();
  const hash = createHash('sha256').update(readFileSync(header)).update(FLAGS.join(' ')).update(process.arch);
  for (const [name, text] of files) hash.update(`\0${name}\0${text}`);
  const key = hash.digest('hex').slice(0, 16);
  const built: BuiltBinding = { binding: `${key}/tfjs_binding.node`, loader: `${key}/loader.node`, tensorflow };
  if (!existsSync(join(OUTPUT, built.binding)) || !existsSync(join(OUTPUT, built.loader))) {
    const compiler = findCompiler();
    if (!compiler) return 'not built: no C++ compiler (install g++); training uses WebAssembly';
    const problem = compileAll(compiler, files, include, join(OUTPUT, key));
    if (problem) return `not built: ${problem}; training uses WebAssembly`;
  }
  writeFileSync(`${CURRENT}.new`, JSON.stringify(built, undefined, 2));
  renameSync(`${CURRENT}.new`, CURRENT);
  return 'compiled';
}

/** Compiles both addons in a folder of their own that takes its final name only when both are there. */
function compileAll(compiler: string, files: Map<string, string>, include: string, target: string): string | undefined {
  mkdirSync(OUTPUT, { recursive: true });
  const folder = mkdtempSync(join(OUTPUT, 'compiling-'));
  try {
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    const napi = join(packageFolder('node-api-headers'), 'include');
    const problem =
      compile(compiler, folder, ['loader.cc'], [napi], 'loader.node') ??
      compile(compiler, folder, BINDING, [napi, include, folder], 'tfjs_binding.node');
    if (problem) return problem;
    for (const name of files.keys()) rmSync(join(folder, name));
    rmSync(target, { recursive: true, force: true });
    renameSync(folder, target);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
