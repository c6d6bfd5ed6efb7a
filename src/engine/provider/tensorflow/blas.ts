import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Binding } from './binding';

/** A library of matrix products that compiled steps may call. */
export interface BlasLibrary {
  name: 'openblas' | 'mkl' | 'named';
  /** Its number in the binding: native/source/product_op.h. */
  library: number;
  /** What it says of itself: its version, and the kind of processor that it computes for. */
  description: string;
}

/** What was found: libraries that work, and why there are no more, as sentences. */
export interface FoundBlas {
  libraries: readonly BlasLibrary[];
  problems: readonly string[];
}

const WITHOUT = 'Products in compiled steps run through Eigen alone: ';

let found: FoundBlas = { libraries: [], problems: [] };

/** The libraries of this process. */
export function blasLibraries(): readonly BlasLibrary[] {
  return found.libraries;
}

/**
 * Loads the libraries that are installed in the Python that TensorFlow comes from: OpenBLAS of scipy-openblas32, and MKL of mkl. In
 * place of them TISSUEBOOK_BLAS may name a library's file, or be 'none'.
 *
 * @param sitePackages the folder of Python's packages
 */
export function loadBlasLibraries(binding: Pick<Binding, 'loadBlas'>, sitePackages: string): FoundBlas {
  const libraries: BlasLibrary[] = [];
  const problems: string[] = [];
  for (const { name, path } of blasFiles(sitePackages)) {
    try {
      libraries.push({ name, ...binding.loadBlas(path) });
    } catch (error) {
      problems.push(`${path} is not used for products: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }
  if (libraries.length === 0) {
    const turnedOff = process.env.TISSUEBOOK_BLAS === 'none';
    const why = turnedOff ? 'TISSUEBOOK_BLAS is none' : 'no other library is there (pip install scipy-openblas32)';
    problems.push(`${WITHOUT}${why}.`);
  }
  return (found = { libraries, problems });
}

/** Why no library is asked for, where calls cannot be registered. */
export function withoutBlas(why: string): FoundBlas {
  return (found = { libraries: [], problems: [`${WITHOUT}${why}.`] });
}

/** Files of libraries: those in a folder of Python's packages, or what TISSUEBOOK_BLAS says. */
export function blasFiles(sitePackages: string): { name: BlasLibrary['name']; path: string }[] {
  const named = process.env.TISSUEBOOK_BLAS;
  if (named === 'none') return [];
  if (named) return [{ name: 'named', path: named }];
  const files: { name: BlasLibrary['name']; path: string }[] = [];
  const look = (name: BlasLibrary['name'], folder: string, pattern: RegExp): void => {
    const file = existsSync(folder) ? readdirSync(folder).find((entry) => pattern.test(entry)) : undefined;
    if (file) files.push({ name, path: join(folder, file) });
  };
  look('openblas', join(sitePackages, 'scipy_openblas32', 'lib'), /^libscipy_openblas.*\.(so|dylib)$/);
  // pip puts mkl's libraries beside Python's folder of packages: PREFIX/lib, which holds pythonX.Y/site-packages.
  look('mkl', dirname(dirname(sitePackages)), /^libmkl_rt(\.so\.\d+|\.\d+\.dylib)$/);
  return files;
}
