import ts from 'typescript';

/** Parts of TypeScript's language service that are exported but not declared. */
const service = ts as unknown as {
  getTouchingPropertyName(source: ts.SourceFile, position: number): ts.Node;
  getContainerNode(node: ts.Node): ts.Node | undefined;
  getContainingObjectLiteralElement(node: ts.Node): (ts.Node & { parent: ts.Expression }) | undefined;
  getPropertySymbolsFromContextualType(
    element: ts.Node,
    checker: ts.TypeChecker,
    type: ts.Type,
    unionSymbolOk: boolean,
  ): readonly ts.Symbol[];
  typeToDisplayParts(checker: ts.TypeChecker, type: ts.Type, enclosing?: ts.Node): ts.SymbolDisplayPart[];
  SymbolDisplay: {
    getSymbolKind(checker: ts.TypeChecker, symbol: ts.Symbol, node: ts.Node): ts.ScriptElementKind;
    getSymbolModifiers(checker: ts.TypeChecker, symbol: ts.Symbol): string;
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: ts.TypeChecker,
      symbol: ts.Symbol,
      source: ts.SourceFile,
      enclosing: ts.Node | undefined,
      node: ts.Node,
    ): {
      displayParts: ts.SymbolDisplayPart[];
      documentation: ts.SymbolDisplayPart[];
      tags: ts.JSDocTagInfo[] | undefined;
    };
  };
};

/** What the name at `position` is: its declaration as text, its documentation and tags. */
export function quickInfo(
  source: ts.SourceFile,
  checker: ts.TypeChecker,
  _token: ts.CancellationToken,
  position: number,
): ts.QuickInfo | undefined {
  const node = service.getTouchingPropertyName(source, position);
  if (node === source) return undefined;
  const textSpan = { start: node.getStart(source), length: node.getEnd() - node.getStart(source) };
  const symbol = optionSymbol(node, checker) ?? checker.getSymbolAtLocation(node);
  const enclosing = service.getContainerNode(node);
  if (!symbol) return expressionInfo(checker, node, textSpan, enclosing);
  const display = service.SymbolDisplay;
  const { displayParts, documentation, tags } = display.getSymbolDisplayPartsDocumentationAndSymbolKind(
    checker,
    symbol,
    source,
    enclosing,
    node,
  );
  const info: ts.QuickInfo = {
    kind: display.getSymbolKind(checker, symbol, node),
    kindModifiers: display.getSymbolModifiers(checker, symbol),
    textSpan,
    displayParts,
    documentation,
  };
  if (tags) info.tags = tags;
  return info;
}

/** For the name of an option: its declaration in the type that the function takes, which has the documentation. */
function optionSymbol(node: ts.Node, checker: ts.TypeChecker): ts.Symbol | undefined {
  const element = service.getContainingObjectLiteralElement(node);
  const type = element && checker.getContextualType(element.parent);
  const found = type ? service.getPropertySymbolsFromContextualType(element, checker, type, false) : [];
  return found.length === 1 ? found[0] : undefined;
}

function expressionInfo(
  checker: ts.TypeChecker,
  node: ts.Node,
  textSpan: ts.TextSpan,
  enclosing: ts.Node | undefined,
): ts.QuickInfo | undefined {
  // That 1.5 is 1.5 helps nobody.
  if (!ts.isExpression(node) || ts.isLiteralExpression(node)) return undefined;
  const displayParts = service.typeToDisplayParts(checker, checker.getTypeAtLocation(node), enclosing);
  return { kind: ts.ScriptElementKind.unknown, kindModifiers: '', textSpan, displayParts };
}
