import path from 'node:path';
import ts from 'typescript';

/** tslab's name for the declarations of earlier cells. */
const EARLIER = '__prev__.d.ts';
/** Where the kernel's own declarations lie. */
const KERNEL = path.join(__dirname, '..', '..');

export function isOfEarlierCell(source: ts.SourceFile): boolean {
  return path.basename(source.fileName) === EARLIER;
}

/** Whether this is code of the user's: a cell, or a file that cells import. */
export function isOfNotebook(source: ts.SourceFile): boolean {
  return isOfEarlierCell(source) || !source.isDeclarationFile;
}

/** Whether the language, Node.js or the kernel declares it. */
export function isBuiltIn(source: ts.SourceFile): boolean {
  const file = source.fileName;
  return (
    /\/typescript\/lib\/lib\.[^/]*\.d\.ts$/.test(file) ||
    file.includes('/@types/node/') ||
    path.normalize(file).startsWith(KERNEL + path.sep)
  );
}

/** A call as its function is known: 'spatialView', 'AnnData.subset', 'new Squint'. Of a method the class of the object. */
export function calleeName(call: ts.CallExpression | ts.NewExpression, checker: ts.TypeChecker): string | undefined {
  const { expression } = call;
  if (ts.isNewExpression(call)) {
    const made = checker.getTypeAtLocation(call).getSymbol()?.name;
    return made && `new ${made}`;
  }
  const symbol = checker.getSymbolAtLocation(ts.isPropertyAccessExpression(expression) ? expression.name : expression);
  if (!symbol) return undefined;
  const own = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if (!ts.isPropertyAccessExpression(expression) || !(own.flags & (ts.SymbolFlags.Method | ts.SymbolFlags.Property))) {
    return own.name;
  }
  const owner = checker.getNonNullableType(checker.getTypeAtLocation(expression.expression)).getSymbol()?.name ?? '';
  // An object that is no instance of a class is known by its own name: 'datasets.load'.
  const object = expression.expression;
  return `${owner.startsWith('__') && ts.isIdentifier(object) ? object.text : owner}.${own.name}`;
}

/** The object of a method's call. */
export function objectOf({ expression }: ts.CallExpression | ts.NewExpression): ts.Expression | undefined {
  return ts.isPropertyAccessExpression(expression) ? expression.expression : undefined;
}
