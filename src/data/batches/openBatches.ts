import { startOf } from '../unzipped';
import { openCsvBatches } from './csvBatches';
import { openParquetBatches } from './parquetBatches';
import type { BatchLimits, TableBatches } from './tableBatches';

/**
 * Opens a .parquet or .csv (.tsv, also .gz) table to be read batch by batch: a group of rows of a parquet file, 65,536 lines of text.
 *
 * @throws TissuebookError 'file-not-found', 'corrupt', 'too-large'
 */
export async function openBatches(path: string, limits: BatchLimits): Promise<TableBatches> {
  const parquet = startOf(path, 4).toString('latin1') === 'PAR1';
  return parquet ? openParquetBatches(path, limits) : openCsvBatches(path, limits);
}
