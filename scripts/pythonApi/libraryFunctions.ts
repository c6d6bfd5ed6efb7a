import ts from 'typescript';
import { join } from 'node:path';
import { ROOT } from '../setup/paths';

/** An option of a function of the library. */
export interface LibraryOption {
  name: string;
  required: boolean;
  /** As Python writes it. */
  type: string;
  doc: string;
}

/** A function of the library that Python is given. */
export interface LibraryFunction {
  name: string;
  doc: string;
  /** What it takes before its options. */
  data: { name: string; type: string; of?: string }[];
  options: LibraryOption[];
  /** As Python writes it: 'View', 'Result' or 'Any' (data). */
  gives: string;
  /** As TypeScript writes it. */
  returns: string;
}

/** What functions take that Python can hand over, and Python's name of it. */
const DATA = new Map([
  ['Model', 'Model'],
  ['readonly Model[]', 'Sequence[Model]'],
  ['Model | readonly Model[]', 'Model | Sequence[Model]'],
  ['TokenSource | readonly TokenSource[]', 'Model | str | Sequence[Model | str]'],
  ['AnnData', 'Any'],
  ['CellData', 'Any'],
  ['MuData', 'Any'],
  ['ModelData', 'Any'],
  ['Readonly<Record<string, Numbers | Line>>', 'dict'],
]);

/** Functions that some modules export and that take data, results or models, and options. */
export function libraryFunctions(files: readonly string[]): LibraryFunction[] {
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.base.json'), ts.sys.readFile).config as {
    compilerOptions: object;
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  const { Node16 } = ts.ModuleKind;
  const moduleResolution = ts.ModuleResolutionKind.Node16;
  const program = ts.createProgram([...files], { ...options, module: Node16, moduleResolution, noEmit: true });
  const checker = program.getTypeChecker();
  const found: LibraryFunction[] = [];
  for (const file of files) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
    for (const symbol of checker.getExportsOfModule(module)) {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      const ways = (target.declarations ?? []).filter(ts.isFunctionDeclaration);
      const read = ways.map((declaration) => readFunction(declaration, target, checker));
      if (read[0]) found.push(ofAllWays(read[0], ways.length > 1 ? read.filter((_, i) => !ways[i]!.body) : read));
    }
  }
  // What takes a result needs a function that gives one; views take results as plain data too.
  const given = new Set(found.map(({ returns }) => returns));
  const callable = found.filter(({ data, gives }) => gives === 'View' || data.every(({ of }) => !of || given.has(of)));
  return callable.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readFunction(
  declaration: ts.FunctionDeclaration,
  symbol: ts.Symbol,
  checker: ts.TypeChecker,
): LibraryFunction | undefined {
  const parameters = [...declaration.parameters];
  const last = parameters.at(-1);
  const optioned = last?.name.getText() === 'options';
  const taken = optioned ? parameters.slice(0, -1) : parameters;
  const data = taken.map((parameter) => {
    const written = parameter.type?.getText() ?? '';
    const isResult = /^[A-Z]\w+$/.test(written) && !DATA.has(written);
    return {
      name: parameter.name.getText(),
      type: DATA.get(written) ?? (isResult ? 'Result | dict' : ''),
      ...(isResult && { of: written }),
    };
  });
  if (!data.length || data.some(({ type }) => !type)) return undefined;
  const signature = checker.getSignatureFromDeclaration(declaration)!;
  const given = checker.typeToString(signature.getReturnType()).replace(/^Promise<(.*)>$/, '$1');
  const gives =
    given === 'View' ? 'View' : ['AnnData', 'MuData'].includes(given) ? 'Any' : /^[A-Z]/.test(given) ? 'Result' : 'Any';
  const options = optioned ? readOptions(checker.getTypeAtLocation(last), checker) : [];
  return { name: symbol.name, doc: docOf(symbol, checker), data, options, gives, returns: given };
}

/** A function that can be called in several ways needs what all of them need. */
function ofAllWays(first: LibraryFunction, ways: readonly (LibraryFunction | undefined)[]): LibraryFunction {
  const needed = (name: string): boolean =>
    ways.every((way) => way?.options.find((option) => option.name === name)?.required);
  return { ...first, options: first.options.map((option) => ({ ...option, required: needed(option.name) })) };
}

function readOptions(type: ts.Type, checker: ts.TypeChecker): LibraryOption[] {
  const options = checker
    .getPropertiesOfType(checker.getNonNullableType(type))
    .map((property): LibraryOption | undefined => {
      const own = checker.getNonNullableType(checker.getTypeOfSymbol(property));
      if (own.getCallSignatures().length || /AbortSignal|Random|ImageSource|Cluster/.test(checker.typeToString(own)))
        return undefined;
      // Workers of a cluster are connections of Node's.
      if (property.name === 'on' && /cluster/i.test(docOf(property, checker))) return undefined;
      const required = !(property.flags & ts.SymbolFlags.Optional);
      return { name: property.name, required, type: pythonType(own, checker), doc: docOf(property, checker) };
    });
  return options.filter((option) => option !== undefined);
}

/** The type of a value as Python's hints have it; what has no near equivalent is Any. */
function pythonType(type: ts.Type, checker: ts.TypeChecker): string {
  if (type.isUnion()) {
    if (type.types.every((each) => each.flags & ts.TypeFlags.BooleanLiteral)) return 'bool';
    const words = type.types
      .filter((each) => each.isStringLiteral())
      .map((each) => JSON.stringify((each as ts.StringLiteralType).value));
    const others = type.types.filter((each) => !each.isStringLiteral() && !(each.flags & ts.TypeFlags.BooleanLiteral));
    const flags = type.types.some((each) => each.flags & ts.TypeFlags.BooleanLiteral) ? ['bool'] : [];
    const names = [...new Set(others.map((each) => pythonType(each, checker)))];
    if (names.includes('Any')) return 'Any';
    return [...(words.length ? [`Literal[${words.join(', ')}]`] : []), ...flags, ...names].join(' | ');
  }
  if (type.isStringLiteral()) return `Literal[${JSON.stringify(type.value)}]`;
  // Names of the data are texts with a mark (src/names.ts).
  const marked = type.isIntersection() && type.types.some((each) => each.flags & ts.TypeFlags.StringLike);
  if (marked || type.flags & ts.TypeFlags.StringLike) return 'str';
  if (type.flags & ts.TypeFlags.NumberLike) return 'float';
  if (type.flags & ts.TypeFlags.BooleanLike) return 'bool';
  if (checker.isArrayType(type))
    return `Sequence[${pythonType(checker.getTypeArguments(type as ts.TypeReference)[0]!, checker)}]`;
  return 'Any';
}

/** The text of a doc comment, without its tags and links. */
function docOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).split(/\n\s*\n/)[0] ?? '';
}
