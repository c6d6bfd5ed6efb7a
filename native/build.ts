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
import { join } from 'node:path';
import { FLAGS, LINK_FLAGS, findCompiler, nodeHeaders, packageFolder, runCompiler } from './compiler';
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
/** The addon's sources: the package's own, and those in `source`. */
const THEIRS = ['tfjs_backend.cc', 'tfjs_binding.cc'];
export const OURS: readonly string[] = [
  'graph_function.cc',
  'edge_sum_op.cc',
  'edge_sum.cc',
  'workers.cc',
  'xla_call.cc',
  'blas.cc',
  'product.cc',
  'attention.cc',
  'product_op.cc',
];
export const LOADER = 'loader.cc';
/**
 * Our sources compile without a warning, which a test demands. Here, with a compiler that nobody has tried yet, a warning is no reason to go
 * without TensorFlow.
 */
const WARNINGS = { ours: ['-Wall', '-Wextra'], theirs: ['-w'] };

/** Texts of sources by name: the package's with our edits, and our own. */
export function sources(): { theirs: Map<string, string>; ours: Map<string, string> } {
  const texts = (folder: string): [string, string][] =>
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
  const theirs = texts(join(packageFolder('@tensorflow/tfjs-node-gpu'), 'binding'));
  return {
    theirs: new Map(theirs.map(([name, text]) => [name, applyEdits(name, text)])),
    ours: new Map(texts(join(HERE, 'source'))),
  };
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
  if (!LINK_FLAGS[process.platform]) return `not built: not known on ${process.platform}; training uses WebAssembly`;
  const include = join(tensorflow, 'include');
  const header = join(include, 'tensorflow', 'c', 'c_api.h');
  if (!existsSync(header)) return 'not built: this TensorFlow brings no headers; training uses WebAssembly';

  const files = sources();
  const hash = createHash('sha256')
    .update(readFileSync(header))
    .update([...FLAGS, ...LINK_FLAGS[process.platform]!].join(' '))
    .update(process.arch);
  for (const texts of Object.values(files)) for (const [name, text] of texts) hash.update(`\0${name}\0${text}`);
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
function compileAll(
  compiler: string,
  files: ReturnType<typeof sources>,
  include: string,
  target: string,
): string | undefined {
  mkdirSync(OUTPUT, { recursive: true });
  const folder = mkdtempSync(join(OUTPUT, 'compiling-'));
  const work = join(folder, 'work');
  try {
    writeSources(work, files);
    const system = [nodeHeaders(), include].map((path) => `-I${path}`);
    const objects = (names: readonly string[], warnings: readonly string[]): string | undefined =>
      runCompiler(compiler, work, ['-c', ...FLAGS, ...warnings, ...system, '-Iours', '-Itheirs', ...names]);
    const link = (output: string, names: readonly string[]): string | undefined =>
      runCompiler(compiler, work, [
        ...['-o', join(folder, output)],
        ...names.map((name) => name.replace(/\.cc$/, '.o')),
        ...LINK_FLAGS[process.platform]!,
      ]);
    const problem =
      objects(inFolder('ours', [...OURS, LOADER]), WARNINGS.ours) ??
      objects(inFolder('theirs', THEIRS), WARNINGS.theirs) ??
      link('loader.node', [LOADER]) ??
      link('tfjs_binding.node', [...OURS, ...THEIRS]);
    if (problem) return problem;
    rmSync(work, { recursive: true });
    rmSync(target, { recursive: true, force: true });
    renameSync(folder, target);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const inFolder = (folder: string, names: readonly string[]): string[] => names.map((name) => join(folder, name));

/** Writes the package's sources and ours to two folders, `theirs` and `ours`. */
export function writeSources(folder: string, files: ReturnType<typeof sources>): void {
  for (const [name, texts] of Object.entries(files)) {
    mkdirSync(join(folder, name), { recursive: true });
    for (const [file, text] of texts) writeFileSync(join(folder, name, file), text);
  }
}
