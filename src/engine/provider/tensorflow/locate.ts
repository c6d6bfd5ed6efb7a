import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Files of a built binding and of the TensorFlow that it is to run with: absolute paths. */
export interface Located {
  binding: string;
  loader: string;
  /** TensorFlow's libraries, in the order in which they must be loaded. */
  libraries: string[];
  /** The folder of Python's packages that TensorFlow is one of. */
  sitePackages: string;
}

/** Where native/build.ts leaves its result, seen from the package's root. */
const BUILT = join('native', 'build', 'current.json');
const LIBRARIES = ['libtensorflow_framework', 'libtensorflow_cc'];

/** Finds what the provider needs, or says as a sentence what is missing. */
export function locate(): Located | string {
  const root = packageRoot();
  if (!root) return 'The TensorFlow binding is not built (npm start builds it; it needs a C++ compiler).';
  const built = readBuilt(join(root, BUILT));
  if (!built) return `The description of the TensorFlow binding, ${BUILT}, is damaged; build it again.`;
  const folder = join(root, dirname(BUILT));
  const binding = join(folder, built.binding);
  const loader = join(folder, built.loader);
  if (!existsSync(binding) || !existsSync(loader)) return 'The TensorFlow binding was removed; build it again.';
  const tensorflow = tensorflowFolder(root, built.tensorflow);
  if (!tensorflow) return 'No TensorFlow was found in Python (pip install tensorflow-cpu).';
  const libraries = LIBRARIES.map((name) => libraryIn(tensorflow, name));
  const missing = LIBRARIES.filter((_, i) => !libraries[i]);
  if (missing.length > 0) return `The TensorFlow in ${tensorflow} lacks ${missing.join(' and ')}.`;
  return { binding, loader, libraries: libraries as string[], sitePackages: dirname(tensorflow) };
}

/** The folder above this file that has a built binding: this file runs from src as well as from dist. */
function packageRoot(): string | undefined {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, BUILT))) return folder;
  }
  return undefined;
}

function readBuilt(path: string): { binding: string; loader: string; tensorflow?: string } | undefined {
  try {
    const { binding, loader, tensorflow } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    if (typeof binding !== 'string' || typeof loader !== 'string') return undefined;
    return typeof tensorflow === 'string' ? { binding, loader, tensorflow } : { binding, loader };
  } catch {
    return undefined;
  }
}

/** TISSUEBOOK_TENSORFLOW, else the one the binding was built for, else that of .venv, else that of python3. */
function tensorflowFolder(root: string, builtFor: string | undefined): string | undefined {
  const named = process.env.TISSUEBOOK_TENSORFLOW;
  if (named) return named;
  return [...(builtFor ? [builtFor] : []), ...inVirtualEnvironment(join(root, '.venv'))].find(existsSync) ?? inPython();
}

function inVirtualEnvironment(folder: string): string[] {
  const lib = join(folder, 'lib');
  if (!existsSync(lib)) return [];
  return readdirSync(lib).map((python) => join(lib, python, 'site-packages', 'tensorflow'));
}

/** Asks Python where the package is. It is not imported, which would take seconds. */
function inPython(): string | undefined {
  const script =
    'import importlib.util as u; s = u.find_spec("tensorflow"); print(s.submodule_search_locations[0] if s else "")';
  try {
    const answer = execFileSync('python3', ['-c', script], { encoding: 'utf8', timeout: 10_000, stdio: 'pipe' }).trim();
    return answer !== '' && existsSync(answer) ? answer : undefined;
  } catch {
    return undefined;
  }
}

/** The version of the TensorFlow in a folder of Python's packages, by the folder that describes it. */
export function versionOf(sitePackages: string): string | undefined {
  const described = /^tensorflow(?:_[a-z]+)?-(\d+\.\d+\.\d+)[^-]*\.dist-info$/;
  const found = readdirSync(sitePackages).flatMap((name) => described.exec(name)?.[1] ?? []);
  return new Set(found).size === 1 ? found[0] : undefined;
}

function libraryIn(folder: string, name: string): string | undefined {
  const file = existsSync(folder)
    ? readdirSync(folder).find((entry) => entry === `${name}.so.2` || entry === `${name}.2.dylib`)
    : undefined;
  return file && join(folder, file);
}
