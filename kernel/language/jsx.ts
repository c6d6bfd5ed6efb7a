import ts from 'typescript';
import type { Complaint } from './diagnostics';
import { TARGET } from './target';

/** The code of TypeScript's own complaint about JSX where it is not allowed. */
const JSX_CODE = 17004;
const MESSAGE = 'JSX is not supported. Write HTML with the tag html`…`, or build the elements by calls.';

/** The complaint about a cell that is JSX and, read as TypeScript without it, is a riddle of other mistakes. */
export function jsxComplaint(code: string): Complaint | undefined {
  if (!mistakes(parse(code, ts.ScriptKind.TS))) return undefined;
  const source = parse(code, ts.ScriptKind.TSX);
  const found = firstJsx(source);
  if (!found || mistakes(source)) return undefined;
  const start = found.getStart(source);
  const { line, character } = source.getLineAndCharacterOfPosition(start);
  const firstLine = code.slice(start, found.getEnd()).split('\n', 1)[0] ?? '';
  return { message: MESSAGE, code: JSX_CODE, line: line + 1, column: character + 1, length: firstLine.length };
}

/** The complaint about a local file with JSX that cells import. */
export function jsxFileComplaint(file: string): Complaint {
  return { message: MESSAGE, code: JSX_CODE, line: 1, column: 1, length: 1, file };
}

function parse(code: string, kind: ts.ScriptKind): ts.SourceFile {
  return ts.createSourceFile('cell.tsx', code, TARGET, false, kind);
}

function mistakes(source: ts.SourceFile): number {
  const { parseDiagnostics = [] } = source as { parseDiagnostics?: readonly ts.Diagnostic[] };
  return parseDiagnostics.length;
}

function firstJsx(node: ts.Node): ts.Node | undefined {
  if (ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node)) return node;
  return ts.forEachChild(node, firstJsx);
}
