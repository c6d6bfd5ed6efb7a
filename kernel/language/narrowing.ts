import ts from 'typescript';

/** Starts the names of the types that hold what a variable is at the end of a cell. */
const AT_END = '__tissuebook_at_end_';
/** The value that the tests at a cell's start would throw; they are for the compiler alone and never run. */
export const NARROWED = '__tissuebook_narrowed';

/**
 * Variables whose declared type has null or undefined and whose value, when the last cell that names them ended, had
 * neither. TypeScript forgets that with the module, here the cell: the next cell is told at its start.
 */
export class Narrowings {
  /** Each variable, and whether it is known to be neither null nor undefined. */
  private known = new Map<string, boolean>();
  private pending = new Map<string, boolean>();

  /** Text for the start of a cell's first line: for the compiler the variables are narrowed from there on. */
  head(source: ts.SourceFile): string {
    const used = identifiers(source);
    const own = new Set(source.statements.flatMap(declaredNames));
    return [...this.known]
      .filter(([name, present]) => present && used.has(name) && !own.has(name))
      .map(([name]) => `if (${name} == null) throw '${NARROWED}'; `)
      .join('');
  }

  /** Text for the end of a cell: types that say what its variables are there. */
  tail(source: ts.SourceFile): string {
    const lines = this.watched(source).map((name) => `type ${AT_END}${name} = typeof ${name};`);
    return lines.length ? `\n${lines.join(' ')}` : '';
  }

  /** Reads what the types at the end of a checked cell say; it counts when the cell has run. */
  read(source: ts.SourceFile, checker: ts.TypeChecker): void {
    this.pending = new Map();
    for (const statement of source.statements) {
      if (!ts.isTypeAliasDeclaration(statement) || !statement.name.text.startsWith(AT_END)) continue;
      if (!ts.isTypeQueryNode(statement.type)) continue;
      const name = statement.type.exprName;
      const symbol = checker.getSymbolAtLocation(name);
      if (!symbol || !ts.isIdentifier(name)) continue;
      const declared = nullable(checker.getTypeOfSymbol(symbol));
      this.pending.set(name.text, declared && !nullable(checker.getTypeFromTypeNode(statement.type)));
    }
  }

  /** The cell has run to its end: what was read holds, and names declared in another way are forgotten. */
  ran(source: ts.SourceFile): void {
    for (const name of source.statements.flatMap(declaredNames)) this.known.delete(name);
    for (const [name, present] of this.pending) this.known.set(name, present);
  }

  /** The cell has stopped half-way: nothing is known of the variables that it names. */
  stopped(source: ts.SourceFile): void {
    const used = identifiers(source);
    for (const name of this.known.keys()) if (used.has(name)) this.known.set(name, false);
    for (const name of variables(source)) this.known.set(name, false);
  }

  /** The variables that a cell may assign or test: what they are at its end is to be asked for. */
  private watched(source: ts.SourceFile): string[] {
    const used = identifiers(source);
    return [...new Set([...this.known.keys(), ...variables(source)])].filter((name) => used.has(name));
  }
}

/** Declarations without the types that tail() has added. */
export function withoutEndTypes(declarations: string): string {
  return declarations.replace(new RegExp(`^(?:export |declare )*type ${AT_END}[^=\\n]+ = [^;\\n]*;\\n?`, 'gm'), '');
}

/** Takes them from the JavaScript, where they leave an empty statement: the cell's value is that of its last statement. */
export const dropEndTypes: ts.TransformerFactory<ts.SourceFile> = () => (source) => {
  const kept = source.statements.filter((statement) => {
    const written = ts.getOriginalNode(statement);
    return !ts.isTypeAliasDeclaration(written) || !written.name.text.startsWith(AT_END);
  });
  return kept.length === source.statements.length ? source : ts.factory.updateSourceFile(source, kept);
};

function nullable(type: ts.Type): boolean {
  const parts = type.isUnion() ? type.types : [type];
  return parts.some((part) => (part.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)) !== 0);
}

function identifiers(source: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** The variables of the top level. */
function variables(source: ts.SourceFile): string[] {
  return source.statements.filter(ts.isVariableStatement).flatMap(declaredNames);
}

/** All names that a statement of the top level brings into scope. */
function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap((one) => boundNames(one.name));
  }
  if (ts.isImportDeclaration(statement)) return importedNames(statement.importClause);
  const { name } = statement as ts.Statement & { name?: ts.Node };
  return name && ts.isIdentifier(name) ? [name.text] : [];
}

function importedNames(clause: ts.ImportClause | undefined): string[] {
  const names = clause?.name ? [clause.name.text] : [];
  const bindings = clause?.namedBindings;
  if (!bindings) return names;
  return ts.isNamespaceImport(bindings)
    ? [...names, bindings.name.text]
    : [...names, ...bindings.elements.map((one) => one.name.text)];
}

/** The names that a pattern binds. */
export function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}
