import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { kernelSpec, SPEC_NAME, type KernelSpec } from './kernelspec';
import { logoPng, logoSvg } from './logo';
import { userData } from './userData';

/** Where a kernelspec was found. */
export interface Installed {
  folder: string;
  spec: KernelSpec;
}

/** The folder of this kernel's spec under a prefix (of a virtual environment, say), or the user's own without one. */
export function specFolder(prefix?: string): string {
  const data = prefix ? path.join(path.resolve(prefix), 'share', 'jupyter') : userData();
  return path.join(data, 'kernels', SPEC_NAME);
}

/** Writes kernel.json and the logos; replaces what is there. Returns the folder. */
export function install(prefix: string | undefined, env: Record<string, string>): string {
  const folder = specFolder(prefix);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'kernel.json'), `${JSON.stringify(kernelSpec(env), null, 2)}\n`);
  writeFileSync(path.join(folder, 'logo-svg.svg'), logoSvg());
  for (const size of [32, 64]) writeFileSync(path.join(folder, `logo-${size}x${size}.png`), logoPng(size));
  return folder;
}

/** Removes the spec. Returns whether there was one. */
export function remove(prefix: string | undefined): boolean {
  const folder = specFolder(prefix);
  const there = existsSync(folder);
  rmSync(folder, { recursive: true, force: true });
  return there;
}

/** The specs of this kernel under the prefix, if given, for the user, and under the prefixes that Jupyter looks in. */
export function list(prefix: string | undefined): Installed[] {
  const fromPath = (process.env.JUPYTER_PATH ?? '').split(path.delimiter).filter((folder) => folder);
  const prefixes = [prefix, process.env.VIRTUAL_ENV, process.env.CONDA_PREFIX, '/usr/local', '/usr'];
  const folders = [
    specFolder(),
    ...fromPath.map((folder) => path.join(folder, 'kernels', SPEC_NAME)),
    ...prefixes.filter((one): one is string => !!one).map((one) => specFolder(one)),
  ];
  return [...new Set(folders)].flatMap((folder) => {
    const file = path.join(folder, 'kernel.json');
    return existsSync(file) ? [{ folder, spec: JSON.parse(readFileSync(file, 'utf8')) as KernelSpec }] : [];
  });
}
