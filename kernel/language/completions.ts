import type { CompletionInfo } from 'tslab/dist/converter';
import ts from 'typescript';
import { parseCell } from './repairs';

/** What fits at the cursor: it takes the place of the text from `start` to `end`. */
export interface Completions {
  start: number;
  end: number;
  candidates: string[];
  /** TypeScript's kind of each candidate, for example "property". */
  kinds: ReadonlyMap<string, string>;
}

/** Asks the compiler, which answers where the converter's text has the place `offset`. */
export type Ask = (code: string, offset: number) => CompletionInfo;

/** TypeScript's kinds of what stands in the quotes of an import. */
const OF_PATHS = new Set<string>([
  ts.ScriptElementKind.scriptElement,
  ts.ScriptElementKind.directory,
  ts.ScriptElementKind.externalModuleName,
]);

/**
 * Completions that replace what is typed. The converter does that for identifiers alone; here also in quotes (names and
 * paths of modules, keys, texts that a type allows), for keywords and for names with #.
 */
export function completionsAt(code: string, offset: number, ask: Ask): Completions {
  const quoted = quotedAt(code, offset);
  if (quoted) return inQuotes(code, offset, quoted, ask);
  const { start, end, candidates, original } = ask(code, offset);
  const kinds = kindsOf(original);
  if (start < end) return { start, end, candidates, kinds };
  // A private name counts with its #, and a tag of a comment without its @.
  const [typed] = /#?[\p{ID_Continue}$]*$/u.exec(code.slice(0, offset)) ?? [''];
  return { start: offset - typed.length, end: offset, candidates: beginning(typed, candidates), kinds };
}

interface Quoted {
  start: number;
  end: number;
}

function inQuotes(code: string, offset: number, { start, end }: Quoted, ask: Ask): Completions {
  // Asked about what stands before the cursor alone: what follows is replaced as well.
  const { candidates, original } = ask(code.slice(0, offset) + code.slice(end), offset);
  const kinds = kindsOf(original);
  const before = code.slice(start, offset);
  const isPath = original?.entries.some((entry) => OF_PATHS.has(entry.kind)) ?? false;
  if (!isPath) return { start, end, candidates: beginning(before, candidates), kinds };
  const from = start + before.lastIndexOf('/') + 1;
  const slash = code.slice(offset, end).indexOf('/');
  const names = beginning(code.slice(from, offset), candidates);
  return { start: from, end: slash < 0 ? end : offset + slash, candidates: names, kinds };
}

/** The candidates that begin as typed; those in the same case first, as for identifiers. */
function beginning(typed: string, candidates: string[]): string[] {
  const lower = typed.toLowerCase();
  const all = [...new Set(candidates)].filter((name) => name.toLowerCase().startsWith(lower));
  const exact = all.filter((name) => name.startsWith(typed));
  return [...exact, ...all.filter((name) => !name.startsWith(typed))];
}

function kindsOf(info: CompletionInfo['original']): ReadonlyMap<string, string> {
  return new Map(info?.entries.map((entry) => [entry.name, entry.kind]));
}

/** The text in the quotes around the cursor, without them; without its closing quote it ends at the cursor. */
function quotedAt(code: string, offset: number): Quoted | undefined {
  const source = parseCell(code);
  let found: Quoted | undefined;
  const visit = (node: ts.Node): void => {
    if (offset < node.pos || offset > node.end) return;
    if (ts.isStringLiteralLike(node)) {
      const start = node.getStart(source) + 1;
      const closed = node.end > start && !isUnterminated(node);
      const end = closed ? node.end - 1 : offset;
      if (offset >= start && offset <= end) found = { start, end };
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isUnterminated(node: ts.StringLiteralLike): boolean {
  return (node as { isUnterminated?: boolean }).isUnterminated === true;
}
