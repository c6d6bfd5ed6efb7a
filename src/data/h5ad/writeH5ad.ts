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

/** What was written. */
export interface WriteReport {
  path: string;
  /** What could not be written as it is, in sentences; none where everything is in the file. */
  notices: readonly string[];
}

/**
 * Writes an .h5ad file that anndata 0.8 and later open. The file appears under its name only when it is whole; one of
 * that name is then replaced. Numbers keep the type of the file that they come from; text with missing values is written as
 * categories. What cannot be written as it is, as null in uns or a key with a slash, is said in `notices` of the report.
 *
 * Data that stay in their file are written block by block, all of them or some cells and features, as they are or
 * prepared: X and layers as rows, obsp among the chosen cells, all features of raw.
 *
 * @throws TissuebookError 'shape-mismatch' (a part does not fit), 'file-not-found' (no such folder), 'disk-full',
 *   'invalid-argument' (a name that HDF5 cannot keep); of backed data also 'aborted' and what reading blocks throws
 */
export function writeH5ad(adata: AnnData, path: string, options?: WriteH5adOptions): Promise<WriteReport>;
export function writeH5ad(
  adata: BackedAnnData,
  path: string,
  options?: WriteH5adOptions & WriteBlocksOptions,
): Promise<WriteReport>;
export async function writeH5ad(
  adata: AnnData | BackedAnnData,
  path: string,
  options: WriteH5adOptions & WriteBlocksOptions = {},
): Promise<WriteReport> {
  const checks = { compression: oneOf('gzip', 'none') };
  const gzip = options.compression === 'gzip';
  if (adata instanceof BackedAnnData) {
    const reading = { obs: anything, var: anything, prepare: anything, rows: integer(1) };
    checkOptions('writeH5ad', options, { ...checks, ...reading, onProgress: anything, signal: anything });
    const notices = await writeWholeFile(path, (unfinished) => writeBacked(adata, unfinished, gzip, options));
    return { path, notices };
  }
  checkOptions('writeH5ad', options, checks);
  adata.checkShapes();
  const notices = await writeWholeFile(path, (unfinished) =>
    writeH5File(unfinished, gzip, (sink) => writeAnnData(sink, adata)),
  );
  return { path, notices };
}
