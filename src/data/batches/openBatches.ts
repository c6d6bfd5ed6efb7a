import { closeSync, openSync, readSync } from 'node:fs';
import { TissuebookError } from '../../errors';
import { openCsvBatches } from './csvBatches';
import { openParquetBatches } from './parquetBatches';
import type { BatchLimits, TableBatches } from './tableBatches';

/**
 * Opens a .parquet or .csv (.tsv, also .gz) table to be read batch by batch: a group of rows of a parquet file, 65,536 lines of text.
 *
 * @throws TissuebookError 'file-not-found', 'corrupt', 'too-large'
 */
export async function openBatches(path: string, limits: BatchLimits): Promise<TableBatches> {
  return isParquet(path) ? openParquetBatches(path, limits) : openCsvBatches(path, limits);
}

function isParquet(path: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (cause) {
    throw new TissuebookError('file-not-found', `${path} cannot be opened: ${(cause as Error).message}.`, {
      argument: 'path',
      found: path,
      cause,
    });
  }
  const mark = Buffer.alloc(4);
  readSync(file, mark, 0, 4, 0);
  closeSync(file);
  return mark.toString('latin1') === 'PAR1';
}
