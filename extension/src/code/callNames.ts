import type { SyntaxNode } from '@lezer/common';
import { childrenOf, type ParsedCell, parseCell, pathOf, textOf } from './parseCell';

/** The arguments of the first call of `verb` in a cell, as nodes; undefined without such a call. */
function argumentsOf(cell: ParsedCell, verb: string): SyntaxNode[] | undefined {
  const cursor = cell.tree.cursor();
  do {
    if (cursor.name !== 'CallExpression') continue;
    const { node } = cursor;
    if (pathOf(cell, node.firstChild)?.at(-1) !== verb) continue;
    return argumentNodes(node);
  } while (cursor.next());
  return undefined;
}

/** The arguments of a call, as nodes. */
export function argumentNodes(call: SyntaxNode): SyntaxNode[] {
  const list = call.getChild('ArgList');
  return list ? childrenOf(list).filter(({ name }) => !['(', ')', ','].includes(name)) : [];
}

/** The expressions that a cell gives to a widget as its model (the one of a name, where there are several) and its data. */
export function widgetNames(source: string, verb: string, model: string): { model: string; data: string } | undefined {
  const cell = parseCell(source);
  const [models, data] = argumentsOf(cell, verb) ?? [];
  if (!models || !data) return undefined;
  const found = models.name === 'ObjectExpression' ? fieldOf(cell, models, model) : textOf(cell, models);
  return found === undefined ? undefined : { model: found, data: textOf(cell, data) };
}

/** The expression of an object's field; a shorthand is its own name. */
function fieldOf(cell: ParsedCell, object: SyntaxNode, name: string): string | undefined {
  for (const property of object.getChildren('Property')) {
    const [key, , value] = childrenOf(property);
    if (key && textOf(cell, key).replace(/^['"]|['"]$/g, '') === name) return textOf(cell, value ?? key);
  }
  return undefined;
}

/** The expression of a field in the object that a widget is given last; undefined without one. */
export function widgetOption(source: string, verb: string, name: string): string | undefined {
  const cell = parseCell(source);
  const last = argumentsOf(cell, verb)?.at(-1);
  return last?.name === 'ObjectExpression' ? fieldOf(cell, last, name) : undefined;
}
