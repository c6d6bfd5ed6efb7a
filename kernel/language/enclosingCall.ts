import ts from 'typescript';
import { parseCell } from './repairs';

/** Where the name of the function stands between whose parentheses `offset` is: the innermost call's. */
export function enclosingCallee(code: string, offset: number): number | undefined {
  const source = parseCell(code);
  // A call without its closing parenthesis ends with its last word.
  const at = code.slice(0, offset).trimEnd().length;
  let found: number | undefined;
  const visit = (node: ts.Node): void => {
    if (at < node.pos || at > node.end) return;
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && node.arguments) {
      const { expression } = node;
      const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
      if (at > expression.end) found = name.getStart(source);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
