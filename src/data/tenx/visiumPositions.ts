import { TissuebookError } from '../../errors';
import { readParquet } from '../parquet/readParquet';
import type { Table } from '../table';
import { readText } from '../text/decodeText';
import { readTable } from '../text/readTable';
import { findFile } from './findFile';
import { join } from 'node:path';

export const POSITION_COLUMNS = ['in_tissue', 'array_row', 'array_col', 'pxl_row_in_fullres', 'pxl_col_in_fullres'];
const NAMES = ['tissue_positions.parquet', 'tissue_positions.csv', 'tissue_positions_list.csv'];
/** A file of positions has five thousand lines, of Visium HD some millions. */
const MOST_BYTES = 2 ** 30;

/**
 * Positions of spots by barcode: parquet for Visium HD, a table with a header from Space Ranger 2 on, without one before; also
 * packed (.gz). Whether there is a header the first line tells, not the file's name: some rename it.
 *
 * @throws TissuebookError 'file-not-found', 'corrupt' (a column that is missing, or holds no numbers)
 */
export async function readPositions(folder: string): Promise<Table> {
  const path = findFile(join(folder, 'spatial'), NAMES);
  if (path === undefined) {
    throw new TissuebookError('file-not-found', `${folder} has no spatial/tissue_positions.csv.`, {
      argument: 'folder',
      advice: `Positions are in spatial/${NAMES.join(', ')}, or one of them with .gz.`,
    });
  }
  if (path.endsWith('.parquet')) return checked(await readParquet(path, { index: 'barcode' }), folder);
  const header = hasHeader(path);
  const found = readTable(path, { header });
  if (!header) found.names.forEach((name, i) => POSITION_COLUMNS[i] && found.set(POSITION_COLUMNS[i], found.get(name)));
  return checked(found, folder);
}

/** A first line is a header when its second value is no number. */
function hasHeader(path: string): boolean {
  const [line = ''] = readText(path, MOST_BYTES).content.split(/\r?\n/, 1);
  return !/^\s*"?\d+"?\s*$/.test(line.split(/[,;\t]/)[1] ?? '');
}

function checked(found: Table, folder: string): Table {
  const missing = POSITION_COLUMNS.filter((name) => !found.has(name) || found.get(name).kind !== 'numeric');
  if (missing.length === 0) return found;
  throw new TissuebookError('corrupt', `The positions of ${folder} have no numbers ${missing.join(', ')}.`, {
    argument: 'folder',
    found: found.names.join(', '),
    advice: `Their columns are barcode, ${POSITION_COLUMNS.join(', ')}, with or without a line of these names.`,
  });
}
