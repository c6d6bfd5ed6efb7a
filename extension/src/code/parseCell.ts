import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/javascript';

const typescript = parser.configure({ dialect: 'ts' });

/** The code of a cell and its syntax. The parser copes with code that is half written. */
export interface ParsedCell {
  source: string;
  tree: Tree;
}

export function parseCell(source: string): ParsedCell {
  return { source, tree: typescript.parse(source) };
}

/** The text of a node. */
export function textOf({ source }: ParsedCell, node: SyntaxNode): string {
  return source.slice(node.from, node.to);
}

/** The children of a node, in order. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) found.push(child);
  return found;
}

/** A name and what is taken from it by dots: `tumour.obs.set` is ['tumour', 'obs', 'set']; undefined for other nodes. */
export function pathOf(cell: ParsedCell, node: SyntaxNode | null): string[] | undefined {
  if (!node) return undefined;
  if (node.name === 'VariableName') return [textOf(cell, node)];
  if (node.name === 'ParenthesizedExpression' || node.name === 'BinaryExpression') {
    // (model as Squint).fit: what is before "as" counts.
    const inner = childrenOf(node).find(({ name }) =>
      ['VariableName', 'MemberExpression', 'BinaryExpression'].includes(name),
    );
    const cast = node.name === 'ParenthesizedExpression' || childrenOf(node).some(({ name }) => name === 'as');
    return cast ? pathOf(cell, inner ?? null) : undefined;
  }
  if (node.name !== 'MemberExpression') return undefined;
  const [object] = childrenOf(node);
  const before = pathOf(cell, object ?? null);
  const property = node.lastChild;
  if (!before) return undefined;
  return property?.name === 'PropertyName' ? [...before, textOf(cell, property)] : before;
}
