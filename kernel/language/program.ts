import path from 'node:path';
import ts from 'typescript';
import { CompileError } from './diagnostics';
import { jsxFileComplaint } from './jsx';
import { dropEndTypes } from './narrowing';

/** JavaScript of a local file that cells import. */
export interface LocalOutput {
  path: string;
  data: string;
}

const internals = ts as unknown as {
  bindSourceFile(source: ts.SourceFile, options: ts.CompilerOptions): void;
};

type InternalProgram = ts.Program & {
  getResolvedModuleFromModuleSpecifier(
    specifier: ts.Node,
    source: ts.SourceFile,
  ): { resolvedModule?: ts.ResolvedModule };
};
type InternalSource = ts.SourceFile & { imports?: readonly ts.StringLiteralLike[]; locals?: unknown };

/**
 * Makes the compiler's programs, of which the converter wants two for each cell. TypeScript's usual builder works out
 * which files depend on which, for all of them, each time; here that is done when asked, for the file asked about.
 *
 * @param outside is given local files that lie outside of the notebook's folder, which the converter has no name for
 */
export function programFactory(outside: (output: LocalOutput) => void): ts.CreateProgram<ts.BuilderProgram> {
  return (...all) => {
    const builder = ts.createAbstractBuilder(...(all as Parameters<typeof ts.createAbstractBuilder>));
    const getSourceFile = (name: string): ts.SourceFile | undefined => {
      const source: InternalSource | undefined = builder.getProgram().getSourceFile(name);
      // The converter reads the names that a cell declares, which binding collects; checking would be the dear part.
      if (source && !source.locals) internals.bindSourceFile(source, builder.getCompilerOptions());
      return source;
    };
    return Object.assign(builder, {
      getSourceFile,
      getAllDependencies: (source: ts.SourceFile) => localDependencies(builder.getProgram() as InternalProgram, source),
      emit: emitter(builder, outside),
    });
  };
}

/** The file and the local files that it imports, directly or not; packages are left out. */
function localDependencies(program: InternalProgram, first: ts.SourceFile): string[] {
  const found = new Set<string>([first.fileName]);
  const visit = (source: InternalSource): void => {
    for (const specifier of source.imports ?? []) {
      const name = program.getResolvedModuleFromModuleSpecifier(specifier, source)?.resolvedModule?.resolvedFileName;
      const file = name === undefined ? undefined : program.getSourceFile(name);
      if (
        !file ||
        file.isDeclarationFile ||
        found.has(file.fileName) ||
        program.isSourceFileFromExternalLibrary(file)
      ) {
        continue;
      }
      if (/\.[jt]sx$/.test(file.fileName)) throw new CompileError([jsxFileComplaint(file.fileName)], '');
      found.add(file.fileName);
      visit(file);
    }
  };
  visit(first);
  return [...found];
}

function emitter(builder: ts.BuilderProgram, outside: (output: LocalOutput) => void): ts.Program['emit'] {
  return (source, write, cancellation, onlyDeclarations, transformers) => {
    const divert: ts.WriteFileCallback = (name, data, ...more) => {
      if (!path.isAbsolute(name)) write?.(name, data, ...more);
      else if (name.endsWith('.js')) outside({ path: name, data });
    };
    const after = [dropEndTypes, ...(transformers?.after ?? [])];
    return builder.getProgram().emit(source, divert, cancellation, onlyDeclarations, { ...transformers, after });
  };
}
