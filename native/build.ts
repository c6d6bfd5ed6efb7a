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
import { FLAGS, nodeHeaders, packageFolder, runCompiler, systemToolchain, type Toolchain } from './compiler';
import { applyEdits } from './edits';

/** What native/build/current.json holds: where the engine finds the binding. Paths are relative to that file. */
export interface BuiltBinding {
  binding: string;
  loader: string;
  /** The TensorFlow package folder whose headers it was compiled with, where it was compiled on the machine that runs it. */
  tensorflow?: string;
}

const HERE = __dirname;
const OUTPUT = join(HERE, 'build');
/** The file of a folder of builds that tells which of them runs. */
const CURRENT = 'current.json';
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
  'call_times.cc',
];
/** The loader's sources. */
export const LOADER: readonly string[] = ['loader.cc', 'signals.cc'];
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
 * Builds the TensorFlow binding out of the npm package's own sources and ours, against the headers of a TensorFlow wheel, for the machine
 * that it runs on. Does nothing when it is built already. Without TensorFlow or a compiler it builds nothing and says so: training then
 * runs on WebAssembly.
 *
 * @param tensorflow the wheel's package folder (…/site-packages/tensorflow)
 * @returns a few words for the set-up's report
 */
export function buildBinding(tensorflow: string | undefined): string {
  const toolchain = systemToolchain();
  const problem = typeof toolchain === 'string' ? toolchain : build(tensorflow, toolchain, OUTPUT, true);
  return problem === undefined ? 'compiled' : `not built: ${problem}; training uses WebAssembly`;
}

/**
 * The same for machines that are not this one.
 *
 * @param output a folder for it, `native/build` of the package that takes it there
 * @throws Error that says why it could not be built
 */
export function buildBindingFor(toolchain: Toolchain, tensorflow: string | undefined, output: string): void {
  const problem = build(tensorflow, toolchain, output, false);
  if (problem !== undefined) throw new Error(`The TensorFlow binding was not built: ${problem}.`);
}

/** Builds into a folder of `output` that is named by all that goes in; returns what is missing or went wrong. */
function build(
  tensorflow: string | undefined,
  { compiler, linkFlags }: Toolchain,
  output: string,
  runsHere: boolean,
): string | undefined {
  if (!tensorflow) return 'no TensorFlow wheel';
  const include = join(tensorflow, 'include');
  const header = join(include, 'tensorflow', 'c', 'c_api.h');
  if (!existsSync(header)) return 'this TensorFlow brings no headers';

  const files = sources();
  const hash = createHash('sha256')
    .update(readFileSync(header))
    .update([...compiler.slice(1), ...FLAGS, ...linkFlags].join(' '))
    .update(process.arch);
  for (const texts of Object.values(files)) for (const [name, text] of texts) hash.update(`\0${name}\0${text}`);
  const key = hash.digest('hex').slice(0, 16);
  const built: BuiltBinding = { binding: `${key}/tfjs_binding.node`, loader: `${key}/loader.node` };
  if (runsHere) built.tensorflow = tensorflow;
  if (!existsSync(join(output, built.binding)) || !existsSync(join(output, built.loader))) {
    const problem = compileAll({ compiler, linkFlags }, files, include, join(output, key));
    if (problem) return problem;
  }
  const current = join(output, CURRENT);
  writeFileSync(`${current}.new`, JSON.stringify(built, undefined, 2));
  renameSync(`${current}.new`, current);
  return undefined;
}

/** Compiles both addons in a folder of their own that takes its final name only when both are there. */
function compileAll(
  { compiler, linkFlags }: Toolchain,
  files: ReturnType<typeof sources>,
  include: string,
  target: string,
): string | undefined {
  mkdirSync(dirname(target), { recursive: true });
  const folder = mkdtempSync(join(dirname(target), 'compiling-'));
  const work = join(folder, 'work');
  try {
    writeSources(work, files);
    const system = [nodeHeaders(), include].map((path) => `-I${path}`);
    const compile = (from: string, names: readonly string[], warnings: readonly string[]): string | undefined =>
      firstProblem(names, (name) =>
        runCompiler(compiler, work, [
          ...['-c', ...FLAGS, ...warnings, ...system, '-Iours', '-Itheirs'],
          ...[join(from, name), '-o', objectOf(name)],
        ]),
      );
    const link = (output: string, names: readonly string[]): string | undefined =>
      runCompiler(compiler, work, ['-o', join(folder, output), ...names.map(objectOf), ...linkFlags]);
    const problem =
      compile('ours', [...OURS, ...LOADER], WARNINGS.ours) ??
      compile('theirs', THEIRS, WARNINGS.theirs) ??
      link('loader.node', LOADER) ??
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

const objectOf = (source: string): string => source.replace(/\.cc$/, '.o');

function firstProblem(names: readonly string[], run: (name: string) => string | undefined): string | undefined {
  for (const name of names) {
    const problem = run(name);
    if (problem) return problem;
  }
  return undefined;
}

/** Writes the package's sources and ours to two folders, `theirs` and `ours`. */
export function writeSources(folder: string, files: ReturnType<typeof sources>): void {
  for (const [name, texts] of Object.entries(files)) {
    mkdirSync(join(folder, name), { recursive: true });
    for (const [file, text] of texts) writeFileSync(join(folder, name, file), text);
  }
}
