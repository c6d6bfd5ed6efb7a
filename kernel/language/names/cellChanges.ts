import ts from 'typescript';
import type { Changes, DataNames } from '../../../src/protocol/kernel/dataNames';
import { markAt } from './nameMarks';
import { calleeName, isBuiltIn, isOfEarlierCell, isOfNotebook } from './origins';
import { textsAreWritten } from './writtenTexts';

/**
 * What a cell may change before it comes to a place. Names that data do not have when the cell begins may be there when its last line
 * runs: where that cannot be excluded, nothing is refused.
 */
export class CellChanges {
  /** From these places on anything may have changed. */
  private readonly anything: number[] = [];
  /** Texts that names have in them which the cell adds. */
  private readonly added: string[] = [];
  /** Texts that stand where no name has to be there yet: what is set, what is asked for, what is compared. */
  private readonly mentioned = new Set<string>();
  /** Variables of earlier cells that this one assigns. */
  private readonly assigned = new Set<string>();

  constructor(
    cell: ts.SourceFile,
    private readonly checker: ts.TypeChecker,
    private readonly names: DataNames,
  ) {
    const visit = (node: ts.Node): void => {
      this.read(node);
      ts.forEachChild(node, visit);
    };
    visit(cell);
  }

  /** Whether a name may be there by the time that the code at `node` runs. */
  mayBring(name: string | undefined, node: ts.Node, variables: ReadonlySet<string>): boolean {
    if (name !== undefined && (this.mentioned.has(name) || this.added.some((one) => name.includes(one)))) return true;
    if ([...variables].some((one) => this.assigned.has(one))) return true;
    // In a loop, what stands below runs before the next turn.
    const until = outermostLoop(node)?.getEnd() ?? node.getStart();
    return this.anything.some((at) => at <= until);
  }

  private read(node: ts.Node): void {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) this.readCall(node);
    else if (ts.isIdentifier(node)) this.readName(node);
    else if (ts.isStringLiteralLike(node)) this.readText(node);
    else if (ts.isAwaitExpression(node)) this.readAwait(node);
    else if (ts.isForOfStatement(node) && node.awaitModifier) this.anything.push(node.getStart());
    else if (ts.isDeleteExpression(node)) this.anything.push(node.getEnd());
    else if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) this.readTarget(node.left);
  }

  private readCall(call: ts.CallExpression | ts.NewExpression): void {
    const changes = this.changesOf(call);
    const named = changes === 'named' && (call.arguments ?? []).every((one) => textsAreWritten(one, this.checker));
    if (typeof changes === 'object') this.added.push(...changes.added);
    else if (changes !== 'nothing' && !named) this.anything.push(call.getEnd());
  }

  private changesOf(call: ts.CallExpression | ts.NewExpression): Changes {
    if (ts.isCallExpression(call) && call.expression.kind === ts.SyntaxKind.ImportKeyword) return 'nothing';
    const source = this.sourceOf(call);
    if (!source || isOfNotebook(source)) return 'anything';
    const callee = calleeName(call, this.checker);
    if (callee === undefined) return 'anything';
    return isBuiltIn(source) ? builtInChanges(callee) : this.names.changes(callee);
  }

  private sourceOf(call: ts.CallExpression | ts.NewExpression): ts.SourceFile | undefined {
    const declaration = this.checker.getResolvedSignature(call)?.declaration;
    if (declaration) return declaration.getSourceFile();
    // A class without a constructor of its own has no declaration of one.
    return ts.isNewExpression(call)
      ? this.checker.getTypeAtLocation(call).getSymbol()?.declarations?.[0]?.getSourceFile()
      : undefined;
  }

  /** A function of a cell that is handed on may be called by whoever gets it. */
  private readName(name: ts.Identifier): void {
    const { parent } = name;
    if ((ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === name) return;
    if (!ts.isExpression(parent) && !ts.isPropertyAssignment(parent) && !ts.isShorthandPropertyAssignment(parent))
      return;
    if (ts.isPropertyAssignment(parent) && parent.name === name) return;
    const declared = this.checker.getSymbolAtLocation(name)?.declarations?.[0]?.getSourceFile();
    if (!declared || !isOfNotebook(declared)) return;
    const functions = this.checker.getTypeAtLocation(name).getCallSignatures();
    const own = functions.some(({ declaration }) => !declaration || isOfNotebook(declaration.getSourceFile()));
    if (own) this.anything.push(name.getStart());
  }

  private readText(text: ts.StringLiteralLike): void {
    let at: ts.Node = text;
    while (
      ts.isPropertyAssignment(at.parent) ||
      ts.isObjectLiteralExpression(at.parent) ||
      ts.isArrayLiteralExpression(at.parent) ||
      ts.isParenthesizedExpression(at.parent)
    ) {
      at = at.parent;
    }
    const { parent } = at;
    const isCompared = ts.isBinaryExpression(parent) && !isAssignment(parent.operatorToken.kind);
    if (isCompared || ts.isCaseClause(parent)) this.mentioned.add(text.text);
    // The text before `.includes()` of a written list is compared as well.
    else if (ts.isPropertyAccessExpression(parent)) this.mentioned.add(text.text);
    else if ((ts.isCallExpression(parent) || ts.isNewExpression(parent)) && !markAt(text, this.checker)) {
      this.mentioned.add(text.text);
    }
  }

  /** While the cell waits for something that another began, that one goes on: a training that ends adds what it found. */
  private readAwait({ expression }: ts.AwaitExpression): void {
    if (ts.isCallExpression(expression)) {
      if (expression.expression.kind === ts.SyntaxKind.ImportKeyword) return;
      const source = this.sourceOf(expression);
      if (source && !isOfNotebook(source) && !/\/lib\.[^/]*\.d\.ts$/.test(source.fileName)) return;
    }
    this.anything.push(expression.getEnd());
  }

  private readTarget(target: ts.Expression): void {
    if (ts.isIdentifier(target)) {
      const declared = this.checker.getSymbolAtLocation(target)?.declarations?.[0]?.getSourceFile();
      if (declared && isOfEarlierCell(declared)) this.assigned.add(target.text);
    } else {
      // A part of something, or several variables at once.
      this.anything.push(target.getEnd());
    }
  }
}

/** Of the language's own: what puts entries into a map or a set is told by the texts that it is given. */
function builtInChanges(callee: string): Changes {
  const [owner, method] = callee.split('.');
  if (owner === 'ObjectConstructor' && (method === 'assign' || method?.startsWith('define'))) return 'anything';
  if (owner === 'Reflect' || callee === 'eval' || callee === 'new Function') return 'anything';
  return method === 'set' || method === 'add' || method === 'delete' || method === 'clear' ? 'named' : 'nothing';
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

function outermostLoop(node: ts.Node): ts.Node | undefined {
  let found: ts.Node | undefined;
  for (let at: ts.Node | undefined = node; at && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isIterationStatement(at, false)) found = at;
    // The callback of forEach and its like is a loop's body too.
    if (ts.isFunctionLike(at) && ts.isCallExpression(at.parent)) found = at.parent;
  }
  return found;
}
