import { readTable, valuesOf } from '../../data';
import { TissuebookError } from '../../errors';
import { checkArgument, text } from '../../options';

/** Most bytes of a table of names (ours). */
const MOST_BYTES = 256 * 2 ** 20;

/**
 * Reads which genes code for which proteins from a table (.csv, .tsv, also gzipped) with the columns protein and symbol, a line for each
 * pair; a protein without a symbol is left without a link.
 *
 * @throws TissuebookError as readTable; 'missing-key' (no such columns)
 * @example
 * linkProteins(rna.var.index, adt.var.index, { table: readProteinTable('proteins.csv') });
 */
export function readProteinTable(path: string): Map<string, string[]> {
  checkArgument('readProteinTable', 'path', path, text);
  const table = readTable(path, { index: 'protein', maxBytes: MOST_BYTES });
  const found = new Map<string, string[]>();
  const symbols = valuesOf(table.get('symbol'));
  if (table.length === 0) {
    throw new TissuebookError('corrupt', `readProteinTable: ${path} has no line below its names.`, {
      argument: 'path',
      found: path,
    });
  }
  table.index.forEach((name, at) => {
    const symbol = String(symbols[at] ?? '').trim();
    const list = found.get(name.trim()) ?? [];
    if (symbol !== '') list.push(symbol);
    found.set(name.trim(), list);
  });
  return found;
}
