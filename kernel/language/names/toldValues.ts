import ts from 'typescript';
import type { DataNames } from '../../../src/protocol/kernel/dataNames';
import { attempt, propertyOf } from '../properties';
import { calleeName, isOfEarlierCell, objectOf } from './origins';
import { textsAreWritten, textsIn } from './writtenTexts';

/** A value that an expression has when the cell begins, or that one has from which it will be made. */
export interface ToldValue {
  value: unknown;
  /** Of what will be made of it: the names that are added. Undefined for the value itself. */
  more?: readonly string[];
}

/** What can be told of the values in an expression before it runs. */
export interface Told {
  /** Values that the library knows. */
  values: ToldValue[];
  /** Something in it may hold names, and it cannot be told which. */
  unsure: boolean;
}

/** Finds the values of expressions among those that the notebook's variables have now. */
export class ToldValues {
  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly variables: Readonly<Record<string, unknown>>,
    private readonly names: DataNames,
  ) {}

  /** The values with names in an expression: its own, or those of the object or list that is written there. */
  in(expression: ts.Expression): Told {
    const plain = bare(expression);
    if (ts.isObjectLiteralExpression(plain)) return joined(plain.properties.map((one) => this.inProperty(one)));
    if (ts.isArrayLiteralExpression(plain)) return joined(plain.elements.map((one) => this.in(one)));
    const found = this.valueOf(plain);
    if (found && this.names.holds(found.value)) return { values: [found], unsure: false };
    return { values: [], unsure: found === undefined && this.mayHold(this.checker.getTypeAtLocation(plain)) };
  }

  /** The value of a variable of an earlier cell, of a part of one, of another name for it, or of what is made of one. */
  valueOf(expression: ts.Expression): ToldValue | undefined {
    const plain = bare(expression);
    if (ts.isIdentifier(plain)) return this.ofName(plain);
    if (ts.isPropertyAccessExpression(plain)) {
      const owner = this.valueOf(plain.expression);
      return owner && { ...owner, value: propertyOf(owner.value, plain.name.text) };
    }
    if (ts.isAwaitExpression(plain)) {
      return ts.isCallExpression(plain.expression) ? this.ofCall(plain.expression) : undefined;
    }
    return ts.isCallExpression(plain) ? (this.entryOf(plain) ?? this.ofCall(plain)) : undefined;
  }

  /** What a call gives of its data: leiden(tumour), tumour.subset({ ... }). */
  private ofCall(call: ts.CallExpression): ToldValue | undefined {
    const callee = calleeName(call, this.checker);
    const derived = callee === undefined ? undefined : this.names.derives(callee);
    if (!derived || !call.arguments.every((one) => textsAreWritten(one, this.checker))) return undefined;
    const source = derived.from === 'object' ? objectOf(call) : call.arguments[derived.from];
    const found = source && this.valueOf(source);
    if (!found || !this.names.holds(found.value)) return undefined;
    return { ...found, more: [...(found.more ?? []), ...derived.adds, ...call.arguments.flatMap(textsIn)] };
  }

  private ofName(name: ts.Identifier): ToldValue | undefined {
    const symbol = this.checker.getSymbolAtLocation(name);
    const declaration = symbol?.declarations?.[0];
    if (!declaration) return undefined;
    if (isOfEarlierCell(declaration.getSourceFile())) {
      return Object.hasOwn(this.variables, name.text) ? { value: this.variables[name.text] } : undefined;
    }
    const isConstant = ts.isVariableDeclaration(declaration) && (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
    return isConstant && declaration.initializer && declaration.initializer !== name
      ? this.valueOf(declaration.initializer)
      : undefined;
  }

  /** An entry of a map: mdata.mod.get('rna'). */
  private entryOf({ expression, arguments: [key] }: ts.CallExpression): ToldValue | undefined {
    if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'get') return undefined;
    if (!key || !ts.isStringLiteralLike(key)) return undefined;
    const owner = this.valueOf(expression.expression);
    const map = owner?.value;
    return map instanceof Map ? { ...owner, value: attempt(() => map.get(key.text) as unknown, undefined) } : undefined;
  }

  private inProperty(property: ts.ObjectLiteralElementLike): Told {
    if (ts.isPropertyAssignment(property)) return this.in(property.initializer);
    if (ts.isShorthandPropertyAssignment(property)) return this.in(property.name);
    if (ts.isSpreadAssignment(property)) return this.in(property.expression);
    return { values: [], unsure: false };
  }

  /** Whether a value of this type can hold names: one of the library's classes, or something that has one. */
  mayHold(type: ts.Type, depth = 0): boolean {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.TypeParameter)) return true;
    if (type.isUnionOrIntersection()) return type.types.some((one) => this.mayHold(one, depth));
    if (!(type.flags & ts.TypeFlags.Object)) return false;
    const name = type.getSymbol()?.name;
    if (name !== undefined && this.names.holders.has(name)) return true;
    if (type.getCallSignatures().length) return false;
    if (depth > 1) return false;
    const element = this.checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    if (element) return this.mayHold(element, depth + 1);
    const within = type.isClass() || depth > 0 ? [] : this.checker.getPropertiesOfType(type);
    return within.some((property) => this.holds(this.checker.getTypeOfSymbol(property)));
  }

  private holds(type: ts.Type): boolean {
    if (type.isUnionOrIntersection()) return type.types.some((one) => this.holds(one));
    return this.names.holders.has(type.getSymbol()?.name ?? '');
  }
}

/** An expression without what only the compiler needs around it. */
export function bare(expression: ts.Expression): ts.Expression {
  if (
    ts.isParenthesizedExpression(expression) ||
    ts.isNonNullExpression(expression) ||
    ts.isAsExpression(expression) ||
    ts.isSatisfiesExpression(expression) ||
    ts.isSpreadElement(expression)
  ) {
    return bare(expression.expression);
  }
  return expression;
}

export function joined(all: readonly Told[]): Told {
  return { values: all.flatMap((one) => one.values), unsure: all.some((one) => one.unsure) };
}
