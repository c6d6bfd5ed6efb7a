import ts from 'typescript';
import type { DataNames, ToldArgument } from '../../../src/protocol/kernel/dataNames';
import { attempt } from '../properties';
import { CellChanges } from './cellChanges';
import type { CheckedData } from './checkedData';
import { markAt, textsOfType } from './nameMarks';
import { calleeName, objectOf } from './origins';
import { joined, type Told, ToldValues } from './toldValues';
import { writtenTexts } from './writtenTexts';

/** The code of TypeScript's "is not assignable ... Did you mean ...?". */
const NOT_ASSIGNABLE = 2820;

interface Complaint {
  node: ts.Expression;
  /** The name that is refused; undefined where the call is. */
  name: string | undefined;
  message: string;
}

type Call = ts.CallExpression | ts.NewExpression;

/**
 * Complaints about names in a cell that the data do not have, and about calls that would fail. Only what runs for certain is looked
 * at: not what stands under a condition, in a function that may run later, or where an error is caught.
 */
export function checkNames(cell: ts.SourceFile, checker: ts.TypeChecker, data: CheckedData): ts.Diagnostic[] {
  const { asked } = data;
  if (!asked) return [];
  const variables = data.variables();
  if (!mentionsOne(cell, variables)) return [];
  const found = certainCalls(cell).flatMap((call) => new CallCheck(call, checker, data.values, asked).complaints());
  if (!found.length) return [];
  const changes = new CellChanges(cell, checker, asked);
  return found
    .filter(({ node, name }) => !changes.mayBring(name, node, variables) && !isSilenced(node, cell))
    .map(({ node, message }) => {
      const place = shorthandOf(node) ?? node;
      return {
        file: cell,
        start: place.getStart(cell),
        length: place.getWidth(cell),
        messageText: message,
        category: ts.DiagnosticCategory.Error,
        code: NOT_ASSIGNABLE,
      };
    });
}

/** The name in `{ by }`, which the compiler is given as `{ by: by }`. */
function shorthandOf({ parent }: ts.Expression): ts.Node | undefined {
  if (!ts.isPropertyAssignment(parent) || !ts.isIdentifier(parent.name)) return undefined;
  return ts.isIdentifier(parent.initializer) && parent.initializer.text === parent.name.text ? parent.name : undefined;
}

/** Checks one call. */
class CallCheck {
  private readonly told: ToldValues;
  private readonly given: readonly ts.Expression[];

  constructor(
    private readonly call: Call,
    private readonly checker: ts.TypeChecker,
    variables: CheckedData['values'],
    private readonly names: DataNames,
  ) {
    this.told = new ToldValues(checker, variables, names);
    this.given = call.arguments ?? [];
  }

  complaints(): Complaint[] {
    const named = this.given.flatMap((one) => this.inArgument(one, {}));
    return named.length ? named : this.ofCall();
  }

  /** The values with names in a call: its arguments', and of a method the object's. */
  private readonly subjects = once((): Told => {
    const object = objectOf(this.call);
    return joined([...(object ? [object] : []), ...this.given].map((one) => this.told.in(one)));
  });

  private inArgument(argument: ts.Expression, beside: Readonly<Record<string, string>>): Complaint[] {
    if (ts.isParenthesizedExpression(argument)) return this.inArgument(argument.expression, beside);
    if (ts.isArrayLiteralExpression(argument)) return argument.elements.flatMap((one) => this.inArgument(one, beside));
    if (ts.isObjectLiteralExpression(argument)) {
      const within = { ...beside, ...writtenTexts(argument) };
      return argument.properties.flatMap((one) => {
        if (ts.isPropertyAssignment(one)) return this.inArgument(one.initializer, within);
        return ts.isShorthandPropertyAssignment(one) ? this.atName(one.name, within) : [];
      });
    }
    return this.atName(argument, beside);
  }

  private atName(expression: ts.Expression, beside: Readonly<Record<string, string>>): Complaint[] {
    const texts = ts.isStringLiteralLike(expression)
      ? [expression.text]
      : ts.isIdentifier(expression)
        ? textsOfType(this.checker.getTypeAtLocation(expression))
        : [];
    const mark = texts.length ? markAt(expression, this.checker) : undefined;
    if (!mark) return [];
    const { values, unsure } = this.subjects();
    if (unsure || !values.length) return [];
    return texts.flatMap((name) => {
      if (mark.texts.has(name)) return [];
      const refused = values.map(({ value, more = [] }) =>
        attempt(() => this.names.refuse(value, mark.kinds, name, beside, more), undefined),
      );
      const [message] = refused;
      return message !== undefined && refused.every((one) => one !== undefined)
        ? [{ node: expression, name, message }]
        : [];
    });
  }

  private ofCall(): Complaint[] {
    const callee = calleeName(this.call, this.checker);
    if (callee === undefined || !this.subjects().values.length) return [];
    const owner = objectOf(this.call);
    const object = owner && this.told.valueOf(owner);
    const given = this.given.map((one) => this.argument(one));
    const refused = attempt(() => this.names.refuseCall({ callee, object: object?.value, given }), undefined);
    const node = refused && this.placeOf(refused.argument, refused.option);
    return node ? [{ node, name: undefined, message: refused.message }] : [];
  }

  private argument(expression: ts.Expression): ToldArgument {
    if (ts.isObjectLiteralExpression(expression)) return written(expression, this.told);
    const found = this.told.valueOf(expression);
    // What will be made of a value holds other numbers.
    return found && !found.more && this.names.holds(found.value) ? found : undefined;
  }

  private placeOf(argument: number, option: string | undefined): ts.Expression | undefined {
    const given = this.given[argument];
    if (option === undefined || !given || !ts.isObjectLiteralExpression(given)) return given;
    return given.properties
      .filter(ts.isPropertyAssignment)
      .find((one) => ts.isIdentifier(one.name) && one.name.text === option)?.initializer;
  }
}

/** What is written out in an object: texts, numbers and booleans, and values that can be told. */
function written(object: ts.ObjectLiteralExpression, told: ToldValues): ToldArgument {
  const found: Record<string, unknown> = {};
  let whole = true;
  for (const property of object.properties) {
    const value = ts.isPropertyAssignment(property) ? plainValue(property.initializer, told) : undefined;
    if (value && property.name && ts.isIdentifier(property.name)) found[property.name.text] = value.value;
    else whole = false;
  }
  return { written: found, whole };
}

function plainValue(expression: ts.Expression, told: ToldValues): { value: unknown } | undefined {
  if (ts.isStringLiteralLike(expression)) return { value: expression.text };
  if (ts.isNumericLiteral(expression)) return { value: Number(expression.text) };
  if (expression.kind === ts.SyntaxKind.TrueKeyword) return { value: true };
  if (expression.kind === ts.SyntaxKind.FalseKeyword) return { value: false };
  const found = told.valueOf(expression);
  return found?.more ? undefined : found;
}

function mentionsOne(cell: ts.SourceFile, variables: ReadonlySet<string>): boolean {
  if (!variables.size) return false;
  const { identifiers } = cell as ts.SourceFile & { identifiers?: ReadonlyMap<string, string> };
  return !identifiers || [...variables].some((name) => identifiers.has(name));
}

/** Methods of lists that call what they are given at once. */
const AT_ONCE = new Set(['map', 'flatMap', 'forEach', 'filter']);

/** The calls of a cell that run for certain when it runs. */
function certainCalls(cell: ts.SourceFile): Call[] {
  const calls: Call[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && !isCalledAtOnce(node)) return;
    if (ts.isClassLike(node) || ts.isCaseBlock(node) || ts.isWhileStatement(node)) return;
    if (ts.isTryStatement(node) && node.catchClause) return;
    if (ts.isIfStatement(node) || ts.isConditionalExpression(node)) {
      return visit(ts.isIfStatement(node) ? node.expression : node.condition);
    }
    if (ts.isBinaryExpression(node) && isShortCircuit(node.operatorToken.kind)) return visit(node.left);
    if (ts.isCallExpression(node) && isCaught(node)) return;
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) calls.push(node);
    ts.forEachChild(node, visit);
  };
  visit(cell);
  return calls;
}

function isCalledAtOnce(node: ts.Node): boolean {
  const { parent } = node;
  if (!ts.isCallExpression(parent) || !ts.isPropertyAccessExpression(parent.expression)) return false;
  return AT_ONCE.has(parent.expression.name.text);
}

function isCaught({ expression }: ts.CallExpression): boolean {
  return (
    ts.isPropertyAccessExpression(expression) && (expression.name.text === 'catch' || expression.name.text === 'then')
  );
}

function isShortCircuit(kind: ts.SyntaxKind): boolean {
  return [
    ts.SyntaxKind.AmpersandAmpersandToken,
    ts.SyntaxKind.BarBarToken,
    ts.SyntaxKind.QuestionQuestionToken,
    ts.SyntaxKind.BarBarEqualsToken,
    ts.SyntaxKind.AmpersandAmpersandEqualsToken,
    ts.SyntaxKind.QuestionQuestionEqualsToken,
  ].includes(kind);
}

/** Whether the line above says that the compiler is not to complain. */
function isSilenced(node: ts.Node, cell: ts.SourceFile): boolean {
  const { line } = cell.getLineAndCharacterOfPosition(node.getStart(cell));
  const starts = cell.getLineStarts();
  const above = line > 0 ? cell.text.slice(starts[line - 1], starts[line]) : '';
  return /\/\/\s*@ts-(ignore|expect-error)/.test(above) || /\/\/\s*@ts-nocheck/.test(cell.text);
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
