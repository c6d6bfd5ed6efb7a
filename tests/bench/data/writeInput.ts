import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { writeH5ad } from '../../../src/data';
import { annData, counts } from './inputs';

/** The files that are read, by the names of their workloads. */
export const FILES = {
  read_csr_50k_2k: { cells: 50_000, genes: 2000, dense: false, gzip: true },
  read_csr_50k_500: { cells: 50_000, genes: 500, dense: false, gzip: false },
  read_dense_20k_2k: { cells: 20_000, genes: 2000, dense: true, gzip: true },
} as const;

/** Has another process write a file into a folder; its path. */
export function writeInput(name: keyof typeof FILES, folder: string): string {
  const path = join(folder, `${name}.h5ad`);
  execFileSync(process.execPath, ['--import', 'tsx', __filename, name, path], { stdio: 'inherit' });
  return path;
}

async function write(name: keyof typeof FILES, path: string): Promise<void> {
  const { cells, genes, dense, gzip } = FILES[name];
  const x = counts(cells, genes, 10);
  await writeH5ad(annData(dense ? x.toDense() : x), path, { compression: gzip ? 'gzip' : 'none' });
}

if (require.main === module) void write(process.argv[2] as keyof typeof FILES, process.argv[3]!);
