import ts from 'typescript';

/** The options of an object that are written as texts. */
export function writtenTexts(object: ts.ObjectLiteralExpression): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const property of object.properties) {
    if (!ts.isPropertyAssignment(property) || !ts.isIdentifier(property.name)) continue;
    if (ts.isStringLiteralLike(property.initializer)) texts[property.name.text] = property.initializer.text;
  }
  return texts;
}

/** Whether all texts of an argument can be read in it: they are written there, or it has none. */
export function textsAreWritten(argument: ts.Expression, checker: ts.TypeChecker): boolean {
  if (ts.isObjectLiteralExpression(argument)) {
    return argument.properties.every(
      (one) => ts.isPropertyAssignment(one) && textsAreWritten(one.initializer, checker),
    );
  }
  if (ts.isStringLiteralLike(argument)) return true;
  const type = checker.getTypeAtLocation(argument);
  return (type.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.Any | ts.TypeFlags.Unknown)) === 0;
}

/** The texts that are written in an argument. */
export function textsIn(argument: ts.Expression): string[] {
  if (ts.isStringLiteralLike(argument)) return [argument.text];
  return ts.isObjectLiteralExpression(argument) ? Object.values(writtenTexts(argument)) : [];
}
