import type { ConvertResult, Diagnostic } from 'tslab/dist/converter';
import ts from 'typescript';
import { createCompiler, type Compiler } from './compiler';
import { CompileError, complaints, MISSING_MODULE } from './diagnostics';
import type { Edits } from './edits';
import { folderOptionsStamp } from './folderOptions';
import { jsxComplaint } from './jsx';
import type { CheckedData } from './names/checkedData';
import { Narrowings, withoutEndTypes } from './narrowing';
import type { LocalOutput } from './program';
import { parseCell, repair } from './repairs';

/** A cell that compiles. */
export interface ConvertedCell {
  result: ConvertResult;
  /** Local files that were compiled for it, because they are new or have changed. */
  local: LocalOutput[];
  edits: Edits;
  /** To be called when it has run to its end, or has stopped half-way. */
  ran: () => void;
  stopped: () => void;
}

/** Compiles cells one after the other against the declarations of those before. */
export class CellConverter {
  private current: Compiler;
  private optionsStamp: string;
  private wholeTypes = false;
  private readonly narrowings = new Narrowings();

  constructor(
    private readonly folder: string,
    private readonly data: CheckedData,
  ) {
    this.current = createCompiler(folder, data);
    this.optionsStamp = folderOptionsStamp(folder);
  }

  get converter(): Compiler['converter'] {
    this.current.files.refresh();
    return this.current.converter;
  }

  /** @throws CompileError with every complaint, when there is one */
  convert(declarations: string, code: string): ConvertedCell {
    const untyped = new Set<string>();
    if (folderOptionsStamp(this.folder) !== this.optionsStamp) this.restart();
    const source = parseCell(code);
    const { narrowings } = this;
    for (let fresh = false; ;) {
      const { text, edits } = repair(code, untyped, narrowings.head(source));
      const { converter } = this;
      this.current.checked.call = (cell, checker) => narrowings.read(cell, checker);
      const result = converter.convert(declarations, text + narrowings.tail(source));
      if (this.current.lacksTypes()) {
        this.wholeTypes = true;
        this.restart();
        continue;
      }
      const local = [...this.current.outside.splice(0), ...(result.sideOutputs ?? [])];
      if (!result.diagnostics.length) {
        if (result.declOutput !== undefined) result.declOutput = withoutEndTypes(result.declOutput);
        return { result, local, edits, ran: () => narrowings.ran(source), stopped: () => narrowings.stopped(source) };
      }
      const jsx = jsxComplaint(code);
      if (jsx) throw new CompileError([jsx], code);
      const unnamed = namesWithoutType(text, result.diagnostics).filter((name) => !untyped.has(name));
      if (unnamed.length) {
        for (const name of unnamed) untyped.add(name);
      } else if (!fresh && result.diagnostics.some((one) => MISSING_MODULE.has(one.code))) {
        // It may have been installed a moment ago; the compiler does not look twice.
        this.restart();
        fresh = true;
      } else {
        throw new CompileError(
          complaints(result.diagnostics, code, (offset) => edits.toOriginal(offset)),
          code,
        );
      }
    }
  }

  close(): void {
    this.current.converter.close();
  }

  private restart(): void {
    this.optionsStamp = folderOptionsStamp(this.folder);
    this.current.converter.close();
    this.current = createCompiler(this.folder, this.data, this.wholeTypes);
  }
}

/**
 * Complaints that a type cannot be written into a declaration. They concern files that others import; the author of a
 * cell has asked for no declaration, so such a name is known to later cells as `any`.
 */
function cannotBeDeclared(code: number): boolean {
  return (code >= 4000 && code < 4110) || [2527, 2742, 2883, 5088, 7056].includes(code);
}

function namesWithoutType(text: string, found: Diagnostic[]): string[] {
  if (!found.every((one) => cannotBeDeclared(one.code))) return [];
  const source = parseCell(text);
  const names = new Set<string>();
  for (const { start } of found) {
    const statement = source.statements.find(
      (one) => one.getStart(source) <= start.offset && start.offset <= one.getEnd(),
    );
    for (const name of statement ? declared(statement, start.offset, source) : []) names.add(name);
  }
  return [...names];
}

function declared(statement: ts.Statement, offset: number, source: ts.SourceFile): string[] {
  if (ts.isFunctionDeclaration(statement)) return statement.name ? [statement.name.text] : [];
  if (!ts.isVariableStatement(statement)) return [];
  const all = [...statement.declarationList.declarations];
  const hit = all.filter((one) => one.getStart(source) <= offset && offset <= one.getEnd());
  return (hit.length ? hit : all).flatMap((one) => (ts.isIdentifier(one.name) ? [one.name.text] : []));
}
