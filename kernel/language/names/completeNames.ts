import ts from 'typescript';
import { attempt } from '../properties';
import type { CheckedData } from './checkedData';
import { markAt } from './nameMarks';
import { objectOf } from './origins';
import { joined, ToldValues, type ToldValue } from './toldValues';
import { writtenTexts } from './writtenTexts';

/** Names with which a page stays quick; of more, those that begin as typed. Ours. */
const MOST = 500;

/** The names that fit in the quotes at a position. */
export function namesAt(source: ts.SourceFile, position: number, checker: ts.TypeChecker, data: CheckedData): string[] {
  const { asked } = data;
  const literal = asked && literalAt(source, position);
  if (!literal) return [];
  const mark = markAt(literal, checker);
  const call = mark && enclosingCall(literal);
  if (!call) return [];
  const told = new ToldValues(checker, data.values, asked);
  const object = objectOf(call);
  const { values } = joined([...(object ? [object] : []), ...(call.arguments ?? [])].map((one) => told.in(one)));
  const all = [...data.variables()].map((name): ToldValue => ({ value: data.values[name] }));
  const fitting = values.length ? values : all;
  const beside = textsBeside(literal);
  const typed = literal.text.slice(0, Math.max(0, position - literal.getStart(source) - 1)).toLowerCase();
  const found = new Set<string>();
  for (const { value } of fitting) {
    for (const name of attempt(() => asked.names(value, mark.kinds, beside), [])) {
      if (found.size >= MOST) break;
      if (name.toLowerCase().startsWith(typed)) found.add(name);
    }
  }
  return [...found];
}

function literalAt(source: ts.SourceFile, position: number): ts.StringLiteralLike | undefined {
  let found: ts.StringLiteralLike | undefined;
  const visit = (node: ts.Node): void => {
    if (position < node.pos || position > node.end) return;
    if (ts.isStringLiteralLike(node) && position > node.getStart(source)) found = node;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function enclosingCall(node: ts.Node): ts.CallExpression | ts.NewExpression | undefined {
  for (let at: ts.Node | undefined = node.parent; at; at = at.parent) {
    if (ts.isCallExpression(at) || ts.isNewExpression(at)) return at;
    if (ts.isFunctionLike(at) || ts.isStatement(at)) return undefined;
  }
  return undefined;
}

/** The texts of the objects around, the nearest one's first. */
function textsBeside(node: ts.Node): Record<string, string> {
  let texts: Record<string, string> = {};
  for (let at = node.parent; !ts.isCallExpression(at) && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isObjectLiteralExpression(at)) texts = { ...writtenTexts(at), ...texts };
  }
  return texts;
}

/** What a variable holds, for the name at a position. */
export function describeAt(
  source: ts.SourceFile,
  position: number,
  checker: ts.TypeChecker,
  data: CheckedData,
): string | undefined {
  const { asked } = data;
  if (!asked) return undefined;
  let name: ts.Identifier | undefined;
  const visit = (node: ts.Node): void => {
    if (position < node.pos || position > node.end) return;
    if (ts.isIdentifier(node) && position >= node.getStart(source)) name = node;
    ts.forEachChild(node, visit);
  };
  visit(source);
  const told = name && new ToldValues(checker, data.values, asked).valueOf(name);
  return told && asked.holds(told.value) ? attempt(() => asked.describe(told.value), undefined) : undefined;
}
