import { SourceMap } from 'node:module';
import { inspect } from 'node:util';
import ts from 'typescript';
import { CompileError, place, type Complaint } from './diagnostics';
import type { Edits } from './edits';

/** How to find the place in a cell, or in a local file, that a line of the running script came from. */
export interface Origin {
  /** How people call it: "Cell 3", or a file's path. */
  title: string;
  maps: string[];
  /** Lines of the script. */
  lines: number;
  /** Only for cells: the text as written, and what was rewritten in it before it was compiled. */
  cell?: { code: string; edits: Edits; text: string };
}

/** An error as Jupyter shows it. */
export interface ErrorReport {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** Lines that the converter puts in front of a cell, and characters that the kernel puts in front of its script. */
export interface Offsets {
  lines: number;
  firstColumn: number;
}

const RED = '\u001b[31m';
const DIM = '\u001b[2m';
const PLAIN = '\u001b[0m';
/** Frames of a traceback that are shown. Ours. */
const MOST_FRAMES = 12;

/** What is shown for an error: its name and message, then where in the notebook it came from. */
export function report(error: unknown, origins: ReadonlyMap<string, Origin>, offsets: Offsets): ErrorReport {
  if (error instanceof CompileError) return compileReport(error);
  if (!(error instanceof Error) && !looksLikeError(error)) {
    const shown = inspect(error);
    return { ename: 'Thrown', evalue: shown, traceback: [`${RED}Thrown${PLAIN}: ${shown}`] };
  }
  const ename = String(error.name || 'Error');
  const evalue = String(error.message);
  const traceback = [`${RED}${ename}${PLAIN}: ${evalue}`, ...frames(error, origins, offsets)];
  let cause = error.cause;
  for (let depth = 0; depth < 5 && cause !== undefined; depth++) {
    traceback.push(
      `${DIM}Caused by${PLAIN} ${cause instanceof Error ? `${cause.name}: ${cause.message}` : inspect(cause)}`,
    );
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return { ename, evalue, traceback };
}

/** Errors of another realm, as vm contexts have them. */
function looksLikeError(error: unknown): error is Error {
  return typeof error === 'object' && error !== null && 'stack' in error && 'message' in error;
}

function compileReport(error: CompileError): ErrorReport {
  const lines = error.code.split('\n');
  const traceback = error.complaints.flatMap((one) => [
    `${RED}${place(one)}${PLAIN}: ${one.message} ${DIM}(TS${one.code})${PLAIN}`,
    ...(one.file ? [] : excerpt(one, lines)),
  ]);
  return { ename: error.name, evalue: error.message, traceback };
}

function excerpt(one: Complaint, lines: string[]): string[] {
  const line = lines[one.line - 1] ?? '';
  const margin = `${one.line} | `;
  const length = Math.max(1, Math.min(one.length, line.length - one.column + 1));
  return [
    `${DIM}${margin}${PLAIN}${line}`,
    `${' '.repeat(margin.length + one.column - 1)}${RED}${'^'.repeat(length)}${PLAIN}`,
  ];
}

/** The stack's lines in cells, local files and packages, mapped to what the user wrote; without the kernel's own. */
function frames(error: Error, origins: ReadonlyMap<string, Origin>, offsets: Offsets): string[] {
  const result: string[] = [];
  for (const line of String(error.stack ?? '').split('\n')) {
    const frame = /^\s+at (?:async )?(?:(.*) \()?((?:file:\/\/)?[^()]+):(\d+):(\d+)\)?$/.exec(line);
    if (!frame) continue;
    const [, caller, file, row, column] = frame as unknown as [string, string | undefined, string, string, string];
    const origin = origins.get(file);
    // The last line of a cell's script is the kernel's call of it.
    if (origin?.cell && Number(row) >= origin.lines) continue;
    if (origin) result.push(mapped(origin, caller, Number(row) - 1, Number(column) - 1, offsets));
    else if (!isInternal(file))
      result.push(`    ${DIM}at ${caller ? `${caller} (` : ''}${file}:${row}:${column}${caller ? ')' : ''}${PLAIN}`);
    if (result.length >= MOST_FRAMES) break;
  }
  return result;
}

function isInternal(file: string): boolean {
  return file.startsWith('node:') || file.startsWith(ownFolder) || file === 'evalmachine.<anonymous>';
}

const ownFolder = __dirname.replace(/[\\/]language$/, '');

function mapped(origin: Origin, caller: string | undefined, row: number, column: number, offsets: Offsets): string {
  let at = { row, column: row === 0 ? Math.max(0, column - offsets.firstColumn) : column };
  for (const map of origin.maps) {
    const entry = new SourceMap(JSON.parse(map) as ConstructorParameters<typeof SourceMap>[0]).findEntry(
      at.row,
      at.column,
    );
    if (!('originalLine' in entry)) return `    at ${origin.title}`;
    at = { row: entry.originalLine, column: entry.originalColumn };
  }
  if (origin.cell) at = inCell(origin.cell, at.row - offsets.lines, at.column);
  const by =
    caller && !caller.startsWith('evalmachine') && !caller.startsWith('Object.')
      ? ` in ${caller.replace(/^async /, '')}`
      : '';
  const text = origin.cell?.code.split('\n')[at.row]?.trim();
  return `    at ${origin.title}, line ${at.row + 1}, column ${at.column + 1}${by}${text ? `: ${DIM}${text}${PLAIN}` : ''}`;
}

function inCell(cell: NonNullable<Origin['cell']>, row: number, column: number): { row: number; column: number } {
  const repaired = ts.createSourceFile('cell.ts', cell.text, ts.ScriptTarget.ES2022);
  const starts = repaired.getLineStarts();
  const offset = cell.edits.toOriginal((starts[Math.max(0, Math.min(row, starts.length - 1))] ?? 0) + column);
  const original = ts.createSourceFile('cell.ts', cell.code, ts.ScriptTarget.ES2022);
  const { line, character } = original.getLineAndCharacterOfPosition(Math.min(offset, cell.code.length));
  return { row: line, column: character };
}
