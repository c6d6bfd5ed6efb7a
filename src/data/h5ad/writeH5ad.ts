import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { TissuebookError } from '../../errors';
import { checkOptions, oneOf } from '../../options';
import type { AnnData } from '../annData';
import { type H5Sink, writeH5File } from './h5Writer';
import { child, mark, writeMatrix, writeTable, writeUns } from './writeElements';

export interface WriteH5adOptions {
  /** 'gzip' or 'none'. 'none', as anndata. */
  compression?: 'gzip' | 'none';
}

/**
 * Writes an .h5ad file that anndata 0.8 and later open. The file appears under its name only when it is whole; one of
 * that name is then replaced. Entries of uns that are null are left out.
 *
 * @throws TissuebookError 'shape-mismatch' (a part does not fit), 'file-not-found' (no such folder), 'disk-full',
 *   'invalid-argument' (a name that HDF5 cannot keep)
 */
export async function writeH5ad(adata: AnnData, path: string, options: WriteH5adOptions = {}): Promise<void> {
  checkOptions('writeH5ad', options, { compression: oneOf('gzip', 'none') });
  adata.checkShapes();
  const target = resolve(path);
  const folder = dirname(target);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new TissuebookError('file-not-found', `There is no folder ${folder}.`, { argument: 'path', found: path });
  }
  const unfinished = join(folder, `.${basename(target)}.${randomBytes(6).toString('hex')}.part`);
  try {
    await writeH5File(unfinished, options.compression === 'gzip', (sink) => writeAnnData(sink, adata));
    await rename(unfinished, target);
  } catch (cause) {
    throw isDiskFull(cause) ? diskFull(target, cause) : cause;
  } finally {
    await rm(unfinished, { force: true });
  }
}

function writeAnnData(sink: H5Sink, adata: AnnData): void {
  mark(sink, '/', 'anndata', '0.1.0');
  if (adata.X) writeMatrix(sink, '/X', adata.X);
  writeTable(sink, '/obs', adata.obs);
  writeTable(sink, '/var', adata.var);
  for (const name of ['layers', 'obsm', 'varm', 'obsp', 'varp'] as const) {
    sink.group(`/${name}`);
    mark(sink, `/${name}`, 'dict', '0.1.0');
    for (const [key, matrix] of adata[name]) writeMatrix(sink, child(`/${name}`, key), matrix);
  }
  for (const [key, table] of adata.obsmTables) writeTable(sink, child('/obsm', key), table);
  for (const [key, table] of adata.varmTables) writeTable(sink, child('/varm', key), table);
  writeUns(sink, '/uns', adata.uns);
  if (!adata.raw) return;
  sink.group('/raw');
  mark(sink, '/raw', 'raw', '0.1.0');
  writeMatrix(sink, '/raw/X', adata.raw.X);
  writeTable(sink, '/raw/var', adata.raw.var);
  sink.group('/raw/varm');
  mark(sink, '/raw/varm', 'dict', '0.1.0');
}

function isDiskFull(cause: unknown): boolean {
  const texts = [cause, (cause as Error).cause].map((error) => (error instanceof Error ? error.message : ''));
  return (cause as { code?: string }).code === 'ENOSPC' || texts.some((text) => /No space left|ENOSPC/.test(text));
}

function diskFull(target: string, cause: unknown): TissuebookError {
  return new TissuebookError('disk-full', `There is no room for ${target}.`, {
    cause,
    argument: 'path',
    found: target,
    advice: 'Free some space or write to another disk; nothing was replaced.',
  });
}
