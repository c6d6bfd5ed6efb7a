import { SourceMap } from 'node:module';
import ts from 'typescript';
import type { Edits } from './edits';
import { TARGET } from './target';

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

/** Lines that the converter puts in front of a cell, and characters that the kernel puts in front of its script. */
export interface Offsets {
  lines: number;
  firstColumn: number;
}

/** Where errors can come from that the user wrote. */
export interface Origins {
  /** By the file name that a stack has. */
  files: ReadonlyMap<string, Origin>;
  offsets: Offsets;
}

/** A line of a stack, with its place in what the user wrote where it is from there. */
export interface Frame {
  /** As V8 writes it, after "at ". */
  text: string;
  caller: string | undefined;
  /** From 0; undefined for a place that the user's text does not have. */
  place?: { title: string; at: Position | undefined; origin: Origin };
}

interface Position {
  row: number;
  column: number;
}

/** The lines of a stack, from the innermost on, without those of the kernel itself. */
export function framesOf(stack: string, origins: Origins): Frame[] {
  return stack.split('\n').flatMap((line) => frameOf(line, origins) ?? []);
}

function frameOf(line: string, { files, offsets }: Origins): Frame | undefined {
  const found = /^\s+at (?:async )?(?:(.*) \()?((?:file:\/\/)?[^()]+):(\d+):(\d+)\)?$/.exec(line);
  if (!found) return undefined;
  const [, caller, file, row, column] = found as unknown as [string, string | undefined, string, string, string];
  const origin = files.get(file);
  // The last line of a cell's script is the kernel's call of it.
  if (origin?.cell && Number(row) >= origin.lines) return undefined;
  const frame = { text: line.trim().slice('at '.length), caller: caller && nameOf(caller) };
  if (!origin) return isInternal(file) ? undefined : frame;
  const at = locate(origin, { row: Number(row) - 1, column: Number(column) - 1 }, offsets);
  return { ...frame, place: { title: origin.title, at, origin } };
}

/** A function's name as the user wrote it, also of one of an earlier cell; undefined for code outside of functions. */
function nameOf(caller: string): string | undefined {
  const name = caller.replace(/^async /, '').replace(/^Object\./, '');
  return name.startsWith('evalmachine') || name === '<anonymous>' ? undefined : name;
}

function isInternal(file: string): boolean {
  return file.startsWith('node:') || file.startsWith(ownFolder) || file === 'evalmachine.<anonymous>';
}

const ownFolder = __dirname.replace(/[\\/]language$/, '');

function locate(origin: Origin, from: Position, offsets: Offsets): Position | undefined {
  let at = { row: from.row, column: from.row === 0 ? Math.max(0, from.column - offsets.firstColumn) : from.column };
  for (const map of origin.maps) {
    const entry = new SourceMap(JSON.parse(map) as ConstructorParameters<typeof SourceMap>[0]).findEntry(
      at.row,
      at.column,
    );
    if (!('originalLine' in entry)) return undefined;
    at = { row: entry.originalLine, column: entry.originalColumn };
  }
  return origin.cell ? inCell(origin.cell, at.row - offsets.lines, at.column) : at;
}

function inCell(cell: NonNullable<Origin['cell']>, row: number, column: number): Position {
  const repaired = ts.createSourceFile('cell.ts', cell.text, TARGET);
  const starts = repaired.getLineStarts();
  const offset = cell.edits.toOriginal((starts[Math.max(0, Math.min(row, starts.length - 1))] ?? 0) + column);
  const original = ts.createSourceFile('cell.ts', cell.code, TARGET);
  const { line, character } = original.getLineAndCharacterOfPosition(Math.min(offset, cell.code.length));
  return { row: line, column: character };
}
