import ts from 'typescript';
import { Edits } from './edits';
import { TARGET } from './target';

/** A cell as the converter gets it. */
export interface RepairedCell {
  text: string;
  edits: Edits;
}

/**
 * Rewrites what the converter would get wrong, on the same line and with the same meaning:
 * - `{ x }` becomes `{ x: x }`: the converter replaces names of earlier cells, but not in a shorthand property.
 * - `const m = await import('p')` gets its type written out: the compiler has no way to name it in a declaration.
 * - `export` at the top level is dropped: every name of a cell is known to the next ones.
 * - The names in `untyped`, whose type cannot be written down, become `any`: see convert.ts.
 *
 * @param head comes before the cell, on its first line
 */
export function repair(code: string, untyped: ReadonlySet<string> = new Set(), head = ''): RepairedCell {
  const edits = new Edits(code);
  if (head) edits.insert(0, head);
  const source = parseCell(code);
  const visit = (node: ts.Node): void => {
    if (ts.isShorthandPropertyAssignment(node)) edits.insert(node.name.getEnd(), `: ${node.name.text}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  for (const statement of source.statements) {
    dropExport(statement, source, edits);
    if (ts.isFunctionDeclaration(statement)) annotateResult(statement, untyped, source, edits);
    if (!ts.isVariableStatement(statement)) continue;
    for (const declaration of statement.declarationList.declarations) annotate(declaration, untyped, edits);
  }
  return { text: edits.apply(), edits };
}

/** The syntax tree of a cell, as a module. */
export function parseCell(code: string, setParents = false): ts.SourceFile {
  return ts.createSourceFile('cell.ts', code, { languageVersion: TARGET }, setParents, ts.ScriptKind.TS);
}

function dropExport(statement: ts.Statement, source: ts.SourceFile, edits: Edits): void {
  if (!ts.canHaveModifiers(statement)) return;
  const modifiers = statement.modifiers ?? [];
  if (modifiers.some((one) => one.kind === ts.SyntaxKind.DefaultKeyword)) return;
  const keyword = modifiers.find((one) => one.kind === ts.SyntaxKind.ExportKeyword);
  if (keyword) edits.replace(keyword.getStart(source), keyword.getEnd(), ' '.repeat('export'.length));
}

function annotateResult(
  declaration: ts.FunctionDeclaration,
  untyped: ReadonlySet<string>,
  source: ts.SourceFile,
  edits: Edits,
): void {
  const { name, type, body, modifiers } = declaration;
  if (!name || type || !body || !untyped.has(name.text)) return;
  const async = modifiers?.some((one) => one.kind === ts.SyntaxKind.AsyncKeyword);
  edits.insert(body.getStart(source), async ? ': Promise<any> ' : ': any ');
}

function annotate(declaration: ts.VariableDeclaration, untyped: ReadonlySet<string>, edits: Edits): void {
  if (!ts.isIdentifier(declaration.name) || declaration.type) return;
  const module = importedModule(declaration.initializer);
  const type = untyped.has(declaration.name.text) ? 'any' : module && namespaceType(module);
  if (type) edits.insert((declaration.exclamationToken ?? declaration.name).getEnd(), `: ${type}`);
}

/** The quoted name in `await import('name')`. */
function importedModule(expression: ts.Expression | undefined): string | undefined {
  if (!expression || !ts.isAwaitExpression(expression)) return undefined;
  const call = expression.expression;
  if (!ts.isCallExpression(call) || call.expression.kind !== ts.SyntaxKind.ImportKeyword) return undefined;
  const [name, ...rest] = call.arguments;
  return name && ts.isStringLiteralLike(name) && !rest.length ? JSON.stringify(name.text) : undefined;
}

/** A module without a default export has itself as default when it is loaded with import(). */
function namespaceType(name: string): string {
  const module = `typeof import(${name})`;
  return `${module} extends { default: unknown } ? ${module} : ${module} & { default: ${module} }`;
}
