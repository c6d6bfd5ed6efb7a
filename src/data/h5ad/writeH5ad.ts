import { anything, checkOptions, integer, oneOf } from '../../options';
import type { AnnData } from '../annData';
import { BackedAnnData } from '../backed/backedAnnData';
import { writeH5File } from './h5Writer';
import { writeWholeFile } from './wholeFile';
import { writeAnnData } from './writeAnnData';
import { writeBacked, type WriteBlocksOptions } from './writeBacked';

export interface WriteH5adOptions {
  /** 'gzip' or 'none'. 'none', as anndata. */
  compression?: 'gzip' | 'none';
}

/**
 * Writes an .h5ad file that anndata 0.8 and later open. The file appears under its name only when it is whole; one of
 * that name is then replaced. Entries of uns that are null are left out.
 *
 * Data that stay in their file are written block by block, all of them or some cells and features, as they are or
 * prepared: X and layers as rows, obsp among the chosen cells, all features of raw.
 *
 * @throws TissuebookError 'shape-mismatch' (a part does not fit), 'file-not-found' (no such folder), 'disk-full',
 *   'invalid-argument' (a name that HDF5 cannot keep); of backed data also 'aborted' and what reading blocks throws
 */
export function writeH5ad(adata: AnnData, path: string, options?: WriteH5adOptions): Promise<void>;
export function writeH5ad(
  adata: BackedAnnData,
  path: string,
  options?: WriteH5adOptions & WriteBlocksOptions,
): Promise<void>;
export async function writeH5ad(
  adata: AnnData | BackedAnnData,
  path: string,
  options: WriteH5adOptions & WriteBlocksOptions = {},
): Promise<void> {
  const checks = { compression: oneOf('gzip', 'none') };
  const gzip = options.compression === 'gzip';
  if (adata instanceof BackedAnnData) {
    const reading = { obs: anything, var: anything, prepare: anything, rows: integer(1) };
    checkOptions('writeH5ad', options, { ...checks, ...reading, onProgress: anything, signal: anything });
    return writeWholeFile(path, (unfinished) => writeBacked(adata, unfinished, gzip, options));
  }
  checkOptions('writeH5ad', options, checks);
  adata.checkShapes();
  return writeWholeFile(path, (unfinished) => writeH5File(unfinished, gzip, (sink) => writeAnnData(sink, adata)));
}
