import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { blasFiles } from '../../../src/engine/provider/tensorflow/blas';
import { compileSource } from './compileSource';

/** The library of products that compiled steps of this checkout use, if one is installed beside TensorFlow, or is named. */
export function installedBlas(): string | undefined {
  const current = join(__dirname, '..', '..', '..', 'native', 'build', 'current.json');
  if (!existsSync(current)) return undefined;
  const { tensorflow } = JSON.parse(readFileSync(current, 'utf8')) as { tensorflow: string };
  return blasFiles(dirname(tensorflow))[0]?.path;
}

/** A library of plain loops, right or wrong ones, with the functions that OpenBLAS has. */
export function plainBlas(wrong = false): string {
  const shared = process.platform === 'darwin' ? ['-shared', '-undefined', 'dynamic_lookup'] : ['-shared'];
  return compileSource('plain.so', [join(__dirname, 'plainBlas.cc')], [...shared, ...(wrong ? ['-DWRONG'] : [])]);
}
