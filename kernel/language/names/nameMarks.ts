import ts from 'typescript';

/** What a place of the code takes: names of some kinds, or one of a few texts. */
export interface NameMark {
  kinds: string[];
  texts: ReadonlySet<string>;
}

/** The interface with which a library marks texts that name something (src/names.ts). */
const MARK = 'NameOf';

/** What the names are that an expression may be; undefined where it is none, or any text will do. */
export function markAt(expression: ts.Expression, checker: ts.TypeChecker): NameMark | undefined {
  const type = checker.getContextualType(expression);
  return type && markOf(type, checker);
}

function markOf(type: ts.Type, checker: ts.TypeChecker): NameMark | undefined {
  const kinds: string[] = [];
  const texts = new Set<string>();
  for (const part of type.isUnion() ? type.types : [type]) {
    if (part.isStringLiteral()) texts.add(part.value);
    else if (part.isIntersection()) kinds.push(...part.types.flatMap((one) => kindsOf(one, checker)));
  }
  return kinds.length ? { kinds, texts } : undefined;
}

function kindsOf(type: ts.Type, checker: ts.TypeChecker): string[] {
  if (type.getSymbol()?.name !== MARK || !isReference(type)) return [];
  return checker.getTypeArguments(type).flatMap(textsOfType);
}

/** The texts that a type allows, when these are all; none for any other type. */
export function textsOfType(type: ts.Type): string[] {
  const parts = type.isUnion() ? type.types : [type];
  return parts.every((part) => part.isStringLiteral()) ? parts.map((part) => (part as ts.StringLiteralType).value) : [];
}

function isReference(type: ts.Type): type is ts.TypeReference {
  return (
    (type.flags & ts.TypeFlags.Object) !== 0 && ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0
  );
}
