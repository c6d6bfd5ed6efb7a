import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The package that this kernel is a part of, as a notebook imports it. */
export interface OwnPackage {
  name: string;
  root: string;
  main: string;
  types: string;
}

/** The folder of an installed package as seen from `from`, if it is there. */
export function packageRoot(name: string, from: string): string | undefined {
  const lookups = createRequire(path.join(from, 'x.js')).resolve.paths(name) ?? [];
  return lookups
    .map((folder) => path.join(folder, name))
    .find((folder) => existsSync(path.join(folder, 'package.json')));
}

/**
 * The package that a notebook in `folder` gets for its name, although it is not installed there: the one that the
 * kernel belongs to. Undefined when the folder has one of its own.
 */
export function ownPackage(folder: string): OwnPackage | undefined {
  const own = kernelPackage();
  return own && !packageRoot(own.name, folder) ? own : undefined;
}

/** The kernel's package: the nearest folder above this file with a package.json that names an entry point. */
export function kernelPackage(): OwnPackage | undefined {
  for (let at = __dirname; path.dirname(at) !== at; at = path.dirname(at)) {
    const file = path.join(at, 'package.json');
    if (!existsSync(file)) continue;
    const { name, main, types } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    if (typeof name !== 'string' || typeof main !== 'string' || typeof types !== 'string') continue;
    return { name, root: at, main: path.join(at, main), types: path.join(at, types) };
  }
  return undefined;
}

/** The version of this package, for kernel_info. */
export function kernelVersion(): string {
  const own = kernelPackage();
  const file = own && (JSON.parse(readFileSync(path.join(own.root, 'package.json'), 'utf8')) as { version?: string });
  return file?.version ?? '0.0.0';
}
