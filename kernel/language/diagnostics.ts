import type { Diagnostic } from 'tslab/dist/converter';
import ts from 'typescript';
import { TARGET } from './target';

/** One complaint of the compiler about a cell. */
export interface Complaint {
  message: string;
  /** For example 2322, as in TS2322. */
  code: number;
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 units. */
  column: number;
  /** How many characters are at fault, on that line. */
  length: number;
  /** The file at fault, when it is not the cell. */
  file?: string;
}

/** The codes of "Cannot find module". */
export const MISSING_MODULE: ReadonlySet<number> = new Set([2307, 2792]);

/** A cell that the compiler refuses: nothing of it has run. */
export class CompileError extends Error {
  override readonly name = 'TypeScriptError';

  constructor(
    readonly complaints: Complaint[],
    readonly code: string,
  ) {
    const [first] = complaints;
    super(first ? `${place(first)}: ${first.message} (TS${first.code})` : 'The cell does not compile.');
  }
}

/** Where, as a person says it. */
export function place(complaint: Complaint): string {
  return `${complaint.file ? `${complaint.file}, ` : ''}line ${complaint.line}, column ${complaint.column}`;
}

/** Complaints with places in the cell as it was written. A chain of explanations becomes one complaint. */
export function complaints(found: Diagnostic[], code: string, toOriginal: (offset: number) => number): Complaint[] {
  const source = ts.createSourceFile('cell.ts', code, TARGET);
  const result: Complaint[] = [];
  let last: Diagnostic | undefined;
  for (const one of found) {
    if (last && last.start.offset === one.start.offset && last.fileName === one.fileName && isChained(last, one)) {
      result[result.length - 1]!.message += `\n  ${one.messageText}`;
      continue;
    }
    last = one;
    result.push(one.fileName ? inFile(one) : inCell(one, source, toOriginal));
  }
  return withoutRepeats(result);
}

/** A text that was repeated for the compiler is complained about as often: the complaint with the longest extent stays. */
function withoutRepeats(all: Complaint[]): Complaint[] {
  const same = (a: Complaint, b: Complaint): boolean =>
    a.message === b.message && a.line === b.line && a.file === b.file && a.code === b.code;
  return all.filter(
    (one, i) =>
      !all.some(
        (other, k) =>
          same(one, other) &&
          (other.length > one.length || (other.length === one.length && k < i && other.column === one.column)),
      ),
  );
}

/** tslab flattens a message and its explanations into a list: explanations follow with the same extent. */
function isChained(head: Diagnostic, next: Diagnostic): boolean {
  return head.end.offset === next.end.offset;
}

function inFile(one: Diagnostic): Complaint {
  const { line, character } = one.start;
  const length = Math.max(1, one.end.offset - one.start.offset);
  return {
    message: one.messageText,
    code: one.code,
    line: line + 1,
    column: character + 1,
    length,
    file: one.fileName!,
  };
}

function inCell(one: Diagnostic, source: ts.SourceFile, toOriginal: (offset: number) => number): Complaint {
  const limit = source.text.length;
  const start = Math.min(limit, Math.max(0, toOriginal(one.start.offset)));
  const end = Math.min(limit, Math.max(start, toOriginal(one.end.offset)));
  const { line, character } = source.getLineAndCharacterOfPosition(start);
  const length = Math.max(1, end - start);
  return { message: one.messageText, code: one.code, line: line + 1, column: character + 1, length };
}
