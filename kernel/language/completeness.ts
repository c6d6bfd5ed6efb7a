import ts from 'typescript';
import { TARGET } from './target';

/** Whether a console should run what was typed, wait for more, or neither. */
export type Completeness = { status: 'complete' | 'invalid' } | { status: 'incomplete'; indent: string };

/** Comment and template without an end. */
const UNTERMINATED = new Set([1010, 1160]);
/** A string in quotes ends with its line: more lines do not help. */
const UNTERMINATED_STRING = 1002;

/** Judges a text by its syntax alone. Two blank lines at the end say that the author is done. */
export function completeness(code: string): Completeness {
  const source = ts.createSourceFile('cell.ts', code, TARGET, false, ts.ScriptKind.TS);
  const { parseDiagnostics = [] } = source as unknown as { parseDiagnostics?: ts.Diagnostic[] };
  if (!parseDiagnostics.length) return { status: 'complete' };
  const end = code.trimEnd().length;
  const atEnd = parseDiagnostics.some(
    ({ code: reason, start = 0 }) => UNTERMINATED.has(reason) || (start >= end && reason !== UNTERMINATED_STRING),
  );
  if (!atEnd || /\n\s*\n\s*$/.test(code)) return { status: 'invalid' };
  return { status: 'incomplete', indent: indentation(code) };
}

/** The last line's indentation, one step deeper after an opening bracket. */
function indentation(code: string): string {
  const line = code.trimEnd().split('\n').at(-1) ?? '';
  const current = /^\s*/.exec(line)![0];
  return /[([{]\s*$/.test(line) ? `${current}  ` : current;
}
