import ts from 'typescript';
import { parseCell } from './repairs';

/**
 * The declarations after a cell that stopped half-way: those of `after`, except that the names in `unreached`, whose
 * statements did not run, are what they were in `before`.
 */
export function withoutUnreached(before: string, after: string, unreached: ReadonlySet<string>): string {
  if (!unreached.size) return after;
  const kept = select(after, (name) => !unreached.has(name));
  const old = select(before, (name) => unreached.has(name));
  return `${kept}\n${old}`;
}

/** The declarations whose names pass; statements without names of values (types, interfaces) count as theirs. */
function select(text: string, passes: (name: string) => boolean): string {
  const source = parseCell(text);
  const printer = ts.createPrinter({ newLine: ts.NewLineKind.LineFeed });
  return source.statements
    .flatMap((statement) => selectIn(statement, passes))
    .map((statement) => printer.printNode(ts.EmitHint.Unspecified, statement, source))
    .join('\n');
}

function selectIn(statement: ts.Statement, passes: (name: string) => boolean): ts.Statement[] {
  if (!ts.isVariableStatement(statement)) {
    const name = (statement as { name?: ts.Node }).name;
    return passes(name && ts.isIdentifier(name) ? name.text : '') ? [statement] : [];
  }
  const list = statement.declarationList;
  const kept = list.declarations.filter((one) => ts.isIdentifier(one.name) && passes(one.name.text));
  if (!kept.length) return [];
  const flags = list.flags & ts.NodeFlags.BlockScoped;
  const declarations = ts.factory.createVariableDeclarationList(kept, flags);
  return [ts.factory.createVariableStatement(statement.modifiers, declarations)];
}
