import { readFileSync, statSync } from 'node:fs';
import { TissuebookError } from '../errors';
import { compareReceipts, type Difference } from './compareReceipts';
import type { Receipt } from './receipt';

/** Larger notebooks are refused. Ours. */
const MOST_BYTES = 512 * 2 ** 20;

/** The name of the metadata in which notebooks keep receipts. */
export const RECEIPTS_METADATA = 'tissuebook_receipts';

/** A receipt, and the execution count of the cell whose code took the step. */
export interface CellReceipt extends Receipt {
  cell: number;
}

interface Output {
  output_type: string;
  text?: string | string[];
  data?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  ename?: string;
  evalue?: string;
}

interface CodeCell {
  count: number | undefined;
  outputs: readonly Output[];
}

/** What a cell did when it was run again, beside what it did then. */
export interface VerifiedCell {
  /** The number of the cell among those with code, from 1. */
  cell: number;
  /** Its execution count in the saved notebook; undefined where it had not been run. */
  count: number | undefined;
  /** Steps that were compared. */
  steps: number;
  /** What differs; versions and machines are in it, too. */
  differences: Difference[];
  /** What it shows now in another way, or that it fails now: a sentence for each. */
  shown: string[];
}

/** The code cells of a notebook. @throws TissuebookError 'too-large', 'file-not-found', 'corrupt' */
export function readNotebook(path: string): CodeCell[] {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) {
    throw new TissuebookError('file-not-found', `verify: there is no file ${path}.`, {
      argument: 'notebook',
      found: path,
    });
  }
  if (size > MOST_BYTES) {
    const details = {
      argument: 'notebook',
      found: size,
      advice: 'Clear the outputs of cells with large figures and run it again.',
    };
    throw new TissuebookError('too-large', `verify: ${path} has ${Math.ceil(size / 2 ** 20)} MB.`, details);
  }
  try {
    const { cells } = JSON.parse(readFileSync(path, 'utf8')) as { cells: { cell_type: string; execution_count?: unknown; outputs?: Output[] }[] }; // prettier-ignore
    return cells
      .filter(({ cell_type: type }) => type === 'code')
      .map(({ execution_count: count, outputs }) => ({
        count: typeof count === 'number' ? count : undefined,
        outputs: Array.isArray(outputs) ? outputs : [],
      }));
  } catch (cause) {
    const details = { argument: 'notebook', found: path, cause, advice: 'It must be a file of Jupyter, .ipynb.' };
    throw new TissuebookError('corrupt', `verify: ${path} cannot be read as a notebook.`, details);
  }
}

/** Compares what the cells of a notebook did when it was saved with what they did when it was run again. */
export function compareNotebooks(saved: readonly CodeCell[], again: readonly CodeCell[]): VerifiedCell[] {
  const then = receiptsByCount(saved);
  const now = receiptsByCount(again);
  return saved.flatMap((cell, i): VerifiedCell[] => {
    const other = again[i];
    if (cell.count === undefined || !other) return [];
    const before = then.get(cell.count) ?? [];
    const after = (other.count === undefined ? undefined : now.get(other.count)) ?? [];
    const differences = before.length > 0 ? compareReceipts(before, after) : [];
    return [{ cell: i + 1, count: cell.count, steps: before.length, differences, shown: otherwiseShown(cell, other) }];
  });
}

function receiptsByCount(cells: readonly CodeCell[]): Map<number, CellReceipt[]> {
  const byCount = new Map<number, CellReceipt[]>();
  for (const receipt of cells.flatMap(({ outputs }) => outputs).flatMap(({ metadata }) => receiptsIn(metadata))) {
    byCount.set(receipt.cell, [...(byCount.get(receipt.cell) ?? []), receipt]);
  }
  return byCount;
}

function receiptsIn(metadata: Output['metadata']): CellReceipt[] {
  const found = metadata?.[RECEIPTS_METADATA];
  if (!Array.isArray(found)) return [];
  return found.filter(
    (one: CellReceipt | null): one is CellReceipt =>
      typeof one?.cell === 'number' && typeof one.step === 'string' && [one.options, one.given, one.made, one.by].every((part) => typeof part === 'object' && part !== null), // prettier-ignore
  );
}

function otherwiseShown(saved: CodeCell, again: CodeCell): string[] {
  const failed = again.outputs.find(({ output_type: type }) => type === 'error');
  const failedThen = saved.outputs.some(({ output_type: type }) => type === 'error');
  if (failed && !failedThen) return [`It fails now: ${String(failed.ename)}: ${String(failed.evalue)}`];
  if (!failed && failedThen) return ['It failed then, and does not now.'];
  const [a, b] = [linesOf(saved), linesOf(again)];
  const at = a.findIndex((line, i) => line !== b[i]);
  if (at < 0 && a.length === b.length) return [];
  const place = at < 0 ? a.length : at;
  return [`It shows ${quoted(b[place])} where it showed ${quoted(a[place])}.`];
}

const quoted = (line: string | undefined): string =>
  line === undefined ? 'nothing' : `"${line.trim().slice(0, 120)}"`;

/** What a cell shows as text, without what no two runs have alike: times and rates. */
function linesOf({ outputs }: CodeCell): string[] {
  const texts = outputs.flatMap(({ text, data }) => [text, data?.['text/plain']]).map(joined);
  return texts
    .join('\n')
    .split('\n')
    .map((line) => line.replace(/[\d.,]+ ?(ms|s|min|h|MB|GB|cells\/s)\b/g, '… $1'));
}

function joined(text: unknown): string {
  return Array.isArray(text) ? text.join('') : typeof text === 'string' ? text : '';
}
