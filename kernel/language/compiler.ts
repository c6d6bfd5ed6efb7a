import Module, { createRequire } from 'node:module';
import path from 'node:path';
import type * as TslabConverter from 'tslab/dist/converter';
import ts from 'typescript';
import { addDocs, WITHOUT_DOCS } from './docs';
import { folderOptions } from './folderOptions';
import type { CheckedData } from './names/checkedData';
import { checkNames } from './names/checkNames';
import { describeAt, namesAt } from './names/completeNames';
import { needsWholeTypes, withLeanTypes } from './leanTypes';
import { programFactory, type LocalOutput } from './program';
import { quickInfo } from './quickInfo';
import { ownPackage, packageRoot } from './packages';
import { libraries, TARGET } from './target';
import { keepClosureMakersInterpreted } from './unoptimized';
import { WatchedFiles } from './watchedFiles';

keepClosureMakersInterpreted();

/** tslab's converter, the compiler's view of the files that it read, and the module that it takes for TypeScript. */
export interface Compiler {
  converter: TslabConverter.Converter;
  files: WatchedFiles;
  /** Is called with each cell that has been checked. */
  checked: { call?: (cell: ts.SourceFile, checker: ts.TypeChecker) => void };
  /** Local files outside of the notebook's folder that the last conversions have compiled; to be emptied. */
  outside: LocalOutput[];
  /** Whether the last conversion needs types that were left out: see leanTypes.ts. */
  lacksTypes: () => boolean;
}

/** The converter's name for the text of a cell. */
const CELL_FILE = '__tslab__.ts';
/** Declares what cells may use without an import. */
const GLOBALS = path.join(__dirname, '..', 'session', 'globals.d.ts');

type WatchHostArguments = [string[], ts.CompilerOptions, ts.System, unknown, ...unknown[]];

/**
 * tslab's converter on the TypeScript that this package pins, for cells of a notebook in `folder`.
 *
 * tslab asks for a fork of TypeScript 5.0 for four functions and two options; current packages' types need a newer
 * compiler. The converter is therefore given TypeScript itself, with those four functions added (docs/adr/0011).
 *
 * @param wholeTypes reads the declarations of this package as they are
 */
export function createCompiler(folder: string, data: CheckedData, wholeTypes = false): Compiler {
  const files = new WatchedFiles();
  const checked: Compiler['checked'] = {};
  const outside: LocalOutput[] = [];
  const newest: Surroundings['newest'] = {};
  const make = programFactory((output) => outside.push(output));
  const createProgram: typeof make = (...all) => {
    const builder = make(...all);
    newest.program = builder.getProgram();
    return builder;
  };
  const surroundings = { folder, files, checked, data, newest, wholeTypes };
  const { createConverter } = loadConverter(compilerForTslab(surroundings, createProgram));
  const converter = createConverter({ isJS: false, isBrowser: false });
  const lacksTypes = (): boolean => !wholeTypes && newest.program !== undefined && needsWholeTypes(newest.program);
  return { converter, files, outside, checked, lacksTypes };
}

function loadConverter(compiler: object): typeof TslabConverter {
  const require = createRequire(__filename);
  const converter = require.resolve('tslab/dist/converter');
  const fork = createRequire(converter).resolve('@tslab/typescript-for-tslab');
  Reflect.deleteProperty(require.cache, converter);
  require.cache[fork] = Object.assign(new Module(fork), { exports: compiler, loaded: true });
  return require(converter) as typeof TslabConverter;
}

interface Surroundings extends Pick<Compiler, 'files' | 'checked'> {
  folder: string;
  data: CheckedData;
  newest: { program?: ts.Program };
  wholeTypes: boolean;
}

function compilerForTslab(surroundings: Surroundings, createProgram: unknown): object {
  const { folder, files, checked, data, newest } = surroundings;
  const added = {
    sys: files.watch(ts.sys),
    createWatchCompilerHost: (...[roots, options, system, _createProgram, ...rest]: WatchHostArguments) => {
      const readFile = withNamesAsWritten(system.readFile);
      const host = (ts.createWatchCompilerHost as (...all: unknown[]) => object)(
        [...roots, GLOBALS],
        compilerOptions(folder, options),
        Object.assign(system, { readFile: surroundings.wholeTypes ? readFile : withLeanTypes(readFile) }),
        createProgram,
        ...rest,
      );
      return Object.assign(host, { jsDocParsingMode: WITHOUT_DOCS });
    },
    // The kernel turns modules into scripts itself: see script.ts.
    transpileModule: (code: string) => ({ outputText: code }),
    getDefaultTypeRoots: () => [],
    getNullTransformationContext: () => internals.nullTransformationContext,
    getQuickInfoAtPosition: (...all: Parameters<typeof quickInfo>) => {
      addDocs(newest.program?.getSourceFiles() ?? []);
      return withDescription(quickInfo(...all), data, ...all);
    },
    getPreEmitDiagnosticsOfFiles: (program: ts.Program, sources: ts.SourceFile[]) => {
      const found = sources
        .flatMap((source) => [
          ...program.getSyntacticDiagnostics(source),
          ...program.getSemanticDiagnostics(source),
          ...program.getDeclarationDiagnostics(source),
        ])
        .filter((one) => !TOLERATED.has(one.code));
      // The converter lists the cell first.
      const [cell] = sources;
      if (!cell) return found;
      checked.call?.(cell, program.getTypeChecker());
      return found.length ? found : checkNames(cell, program.getTypeChecker(), data);
    },
    Completions: {
      ...internals.Completions,
      getCompletionsAtPositionForTslab: (host: object, program: ts.Program, ...rest: CompletionArguments) => {
        addDocs([rest[1]]);
        return withNames(
          internals.Completions.getCompletionsAtPosition(
            { ...files.host(folder), getCompilationSettings: () => program.getCompilerOptions(), ...host },
            program,
            ...rest,
          ),
          namesAt(rest[1], rest[2], program.getTypeChecker(), data),
        );
      },
    },
  };
  return { ...ts, ...added };
}

type CompletionArguments = [log: unknown, source: ts.SourceFile, position: number, ...more: unknown[]];

/** TypeScript's completions, with the names of the data before them, in their order. */
function withNames(info: ts.CompletionInfo | undefined, names: readonly string[]): ts.CompletionInfo | undefined {
  if (!names.length) return info;
  const entries = names.map((name, at): ts.CompletionEntry => {
    return { name, kind: ts.ScriptElementKind.string, sortText: String(at).padStart(6, '0') };
  });
  const more = (info?.entries ?? []).filter(({ name }) => !names.includes(name));
  return {
    isGlobalCompletion: false,
    isMemberCompletion: false,
    isNewIdentifierLocation: true,
    ...info,
    entries: [...entries, ...more],
  };
}

/** What is known of the name, and of what the variable holds now. */
function withDescription(
  info: ts.QuickInfo | undefined,
  data: CheckedData,
  ...[source, checker, , position]: Parameters<typeof quickInfo>
): ts.QuickInfo | undefined {
  const text = info && describeAt(source, position, checker, data);
  if (!text) return info;
  return { ...info, displayParts: [...(info.displayParts ?? []), { text: `\n${text}`, kind: 'text' }] };
}

/** The converter lists a cell's names in an `export` at its end as TypeScript keeps them: with `__` escaped. */
function withNamesAsWritten(readFile: ts.System['readFile']): ts.System['readFile'] {
  return (file, encoding) => {
    const text = readFile(file, encoding);
    if (text === undefined || path.basename(file) !== CELL_FILE) return text;
    const list = text.slice(text.lastIndexOf('\n'));
    if (!/^\nexport \{[^{}]*\}$/.test(list)) return text;
    return text.slice(0, -list.length) + list.replace(/\b_(?=__)/g, '');
  };
}

const internals = ts as unknown as {
  nullTransformationContext: object;
  Completions: { getCompletionsAtPosition(...all: unknown[]): ts.CompletionInfo | undefined };
};

/** A package without types counts as `any`; a local file may lie outside of the notebook's folder. */
const TOLERATED = new Set([7016, 6059]);

const ONLY_IN_FORK = new Set(['noImplicitUseStrict', 'disableTopLevelAwait']);

function compilerOptions(folder: string, given: ts.CompilerOptions): ts.CompilerOptions {
  const options: ts.CompilerOptions = {
    ...Object.fromEntries(Object.entries(given).filter(([name]) => !ONLY_IN_FORK.has(name))),
    target: TARGET,
    lib: libraries(),
    experimentalDecorators: false,
    ...folderOptions(folder),
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    customConditions: ['node'],
    strict: true,
    noImplicitAny: true,
    checkJs: false,
    types: ['node'],
    typeRoots: typeRoots(folder),
    inlineSourceMap: true,
  };
  const own = ownPackage(folder);
  if (own) options.paths = { [own.name]: [own.types], [`${own.name}/*`]: [path.join(own.root, '*')] };
  return options;
}

/** The notebook's own @types first, then those that came with the kernel. */
function typeRoots(folder: string): string[] {
  const roots: string[] = [];
  for (let at = folder; ; at = path.dirname(at)) {
    roots.push(path.join(at, 'node_modules', '@types'));
    if (path.dirname(at) === at) break;
  }
  const kernels = packageRoot('@types/node', __dirname);
  if (kernels) roots.push(path.dirname(kernels));
  return roots.filter((root) => ts.sys.fileExists(path.join(root, 'node', 'package.json')));
}
