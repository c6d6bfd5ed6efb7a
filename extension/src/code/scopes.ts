import type { SyntaxNode } from '@lezer/common';
import { childrenOf, type ParsedCell, textOf } from './parseCell';

/** Nodes inside of which declared names are their own. */
const SCOPES = new Set([
  'Block',
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunction',
  'MethodDeclaration',
  'ForStatement',
  'CatchClause',
  // A method of an object is a property with parameters.
  'Property',
]);

/** Called for each name that means something of the notebook: not a parameter, nor a variable inside of a function. */
export type NameVisitor = (name: string, node: SyntaxNode) => void;

/** Names that a cell declares for all cells, in order. */
export function declaredNames(cell: ParsedCell): string[] {
  return [...new Set(definitions(cell, cell.tree.topNode))];
}

/** Walks through a cell; `visit` is called for every node with the test of whether a name means the notebook's variable. */
export function walkScopes(
  cell: ParsedCell,
  visit: (node: SyntaxNode, isShared: (name: string) => boolean) => void,
): void {
  const walk = (node: SyntaxNode, inner: readonly Set<string>[]): void => {
    const scopes = SCOPES.has(node.name) ? [...inner, new Set(definitions(cell, node))] : inner;
    visit(node, (name) => !scopes.some((scope) => scope.has(name)));
    for (const child of childrenOf(node)) walk(child, scopes);
  };
  walk(cell.tree.topNode, []);
}

/** Names that belong to the scope of a node itself. */
function definitions(cell: ParsedCell, scope: SyntaxNode): string[] {
  const found: string[] = [];
  const collect = (node: SyntaxNode): void => {
    for (const child of childrenOf(node)) {
      if (isDefinition(child) && !(node === scope && isOwnName(scope, child))) found.push(textOf(cell, child));
      else if (child.name === 'FunctionDeclaration') found.push(...ownName(cell, child));
      else if (!SCOPES.has(child.name)) collect(child);
    }
  };
  collect(scope);
  return found;
}

/** The name of a function belongs to the scope around it. */
function isOwnName(scope: SyntaxNode, child: SyntaxNode): boolean {
  return scope.name === 'FunctionDeclaration' && child.name === 'VariableDefinition';
}

function ownName(cell: ParsedCell, declaration: SyntaxNode): string[] {
  const name = declaration.getChild('VariableDefinition');
  return name ? [textOf(cell, name)] : [];
}

function isDefinition(node: SyntaxNode): boolean {
  if (node.name === 'TypeDefinition') return true;
  return node.name === 'VariableDefinition' && !isAssigned(node);
}

/** In `[a, b] = c` the grammar takes a and b for definitions; they are assigned to. */
export function isAssigned(node: SyntaxNode): boolean {
  let parent = node.parent;
  while (parent && /Pattern|PatternProperty/.test(parent.name)) parent = parent.parent;
  return parent?.name === 'AssignmentExpression';
}
