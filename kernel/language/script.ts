import ts from 'typescript';
import { Edits } from './edits';
import { boundNames, NARROWED } from './narrowing';
import { TARGET } from './target';

/** Names that a script's surrounding function gets from the kernel. */
export const ALIVE = '__tissuebook_alive';
export const IMPORT = '__tissuebook_import';
export const META = '__tissuebook_meta';
export const REACHED = '__tissuebook_reached';

/** JavaScript for the body of `async function (exports, require, ...)`. */
export interface Script {
  code: string;
  /** Source maps (JSON) from `code` back to the text that the compiler read, to be followed one after the other. */
  maps: string[];
  /** What it imports statically. */
  imports: string[];
  /** Names by the statement that gives them their value; REACHED is called with the index when it has run. */
  stages: string[][];
}

/**
 * Turns a cell, as the converter leaves it, into a script.
 * - Variables of the top level live in `exports` alone, so that a function sees what a later cell assigns to them.
 * - Each turn of a loop asks whether the cell was interrupted, so that it can be stopped wherever it runs.
 * - import() and import.meta are the kernel's module loader's.
 */
export function cellScript(module: string): Script {
  const { source, edits, map } = open(module);
  dropNarrowings(source, edits);
  const stages = exportVariables(source, edits);
  guard(source, edits);
  const { code, maps } = toCommonJs(edits.apply(), map);
  return { code: plainExports(code), maps, imports: staticImports(source), stages };
}

/** The same for a local file that cells import: its exports stay those of a module. */
export function moduleScript(module: string): Script {
  const { source, edits, map } = open(module);
  guard(source, edits);
  return { ...toCommonJs(edits.apply(), map), imports: staticImports(source), stages: [] };
}

function open(module: string): { source: ts.SourceFile; edits: Edits; map: string | undefined } {
  const marker = '//# sourceMappingURL=data:application/json;base64,';
  const at = module.lastIndexOf(marker);
  const text = at < 0 ? module : module.slice(0, at);
  const map = at < 0 ? undefined : Buffer.from(module.slice(at + marker.length).trim(), 'base64').toString('utf8');
  const source = ts.createSourceFile('cell.js', text, TARGET, true, ts.ScriptKind.JS);
  return { source, edits: new Edits(text), map };
}

function toCommonJs(module: string, map: string | undefined): { code: string; maps: string[] } {
  const { outputText, sourceMapText } = ts.transpileModule(module, {
    fileName: 'cell.js',
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: TARGET,
      esModuleInterop: true,
      sourceMap: true,
      newLine: ts.NewLineKind.LineFeed,
    },
  });
  const code = outputText.replace(/\n\/\/# sourceMappingURL=\S*\s*$/, '\n');
  return { code, maps: [sourceMapText, map].filter((one): one is string => one !== undefined) };
}

function staticImports(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) =>
    (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) &&
    statement.moduleSpecifier &&
    ts.isStringLiteral(statement.moduleSpecifier)
      ? [statement.moduleSpecifier.text]
      : [],
  );
}

/** The tests at a cell's start that only the compiler needs: see narrowing.ts. */
function dropNarrowings(source: ts.SourceFile, edits: Edits): void {
  for (const statement of source.statements) {
    if (!ts.isIfStatement(statement) || !ts.isThrowStatement(statement.thenStatement)) continue;
    const { expression } = statement.thenStatement;
    if (!ts.isStringLiteral(expression) || expression.text !== NARROWED) continue;
    const text = source.text.slice(statement.getStart(source), statement.getEnd());
    edits.replace(statement.getStart(source), statement.getEnd(), text.replace(/[^\n]/g, ' '));
  }
}

/** Moves variables from the closing `export { ... }` to their declarations, and marks how far the cell has come. */
function exportVariables(source: ts.SourceFile, edits: Edits): string[][] {
  const stages: string[][] = [];
  const moved = new Set<string>();
  for (const statement of source.statements) {
    const names = declaredNames(statement);
    if (!names.length) continue;
    edits.insert(statement.getEnd(), `${REACHED}(${stages.length});`);
    stages.push(names);
    if (!ts.isVariableStatement(statement) || isExported(statement)) continue;
    edits.insert(statement.getStart(source), 'export ');
    for (const name of names) moved.add(name);
  }
  for (const statement of source.statements) {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause) continue;
    if (statement.moduleSpecifier || !ts.isNamedExports(statement.exportClause)) continue;
    const kept = statement.exportClause.elements.map((one) => one.getText(source)).filter((name) => !moved.has(name));
    edits.replace(statement.getStart(source), statement.getEnd(), `export { ${kept.join(', ')} };`);
  }
  return stages;
}

/** The names that get their value when this statement runs; functions and imports have theirs from the start. */
function declaredNames(statement: ts.Statement): string[] {
  if (ts.isClassDeclaration(statement)) return statement.name ? [statement.name.text] : [];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap((one) => boundNames(one.name));
}

function isExported(statement: ts.VariableStatement): boolean {
  return statement.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function guard(source: ts.SourceFile, edits: Edits): void {
  const visit = (node: ts.Node): void => {
    if (ts.isIterationStatement(node, false)) guardLoop(node.statement, source, edits);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      edits.replace(node.expression.getStart(source), node.expression.getEnd(), IMPORT);
    }
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
      edits.replace(node.getStart(source), node.getEnd(), META);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
}

function guardLoop(body: ts.Statement, source: ts.SourceFile, edits: Edits): void {
  if (ts.isBlock(body)) {
    edits.insert(body.getStart(source) + 1, `${ALIVE}();`);
  } else {
    edits.insert(body.getStart(source), `{${ALIVE}();`);
    edits.insert(body.getEnd(), '}');
  }
}

/**
 * `exports` is one object for all cells: without the mark of a module, without the lines that would empty variables
 * before their statements are reached, and with imports as plain properties, which a later cell may replace.
 * Lines keep their numbers.
 */
function plainExports(code: string): string {
  return code
    .replace(
      /^Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);\n(?:exports\.[^\n]* = void 0;\n)*/m,
      (head) => head.replace(/[^\n]/g, ''),
    )
    .replace(
      /^Object\.defineProperty\(exports, ("[^"\n]+"), \{ enumerable: true, get: function \(\) \{ return ([^;\n]+); \} \}\);$/gm,
      'exports[$1] = $2;',
    );
}
