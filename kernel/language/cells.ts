import path from 'node:path';
import vm from 'node:vm';
import { completionsAt, type Completions } from './completions';
import { CellConverter } from './convert';
import { withoutUnreached } from './declarations';
import { CheckedData } from './names/checkedData';
import { ModuleLoader, type Surroundings } from './modules';
import { ALIVE, cellScript, IMPORT, META, moduleScript, REACHED, type Script } from './script';
import { propertyOf } from './properties';
import type { Origin, Origins } from './frames';
import { showPlacesInStacks } from './stacks';
import { report, type ErrorReport } from './traceback';

/** What the kernel does around a cell that runs. */
export interface RunControl {
  /** Called at each turn of each loop of cells and local files; throws to stop it. */
  alive(): void;
  /** The result of the work, or a rejection as soon as the user stops the cell. */
  interruptible<T>(work: () => Promise<T>): Promise<T>;
  /** Runs the synchronous part, which a SIGINT may stop. */
  guarded<T>(run: () => T): T;
}

/** What a cell gives, in an object: a promise that resolved to the value itself would look for its `then`. */
export interface CellValue {
  value: unknown;
}

/** Where a cell's script finds its surroundings at its start. */
const SURROUNDINGS = Symbol.for('tissuebook.cell');
const FOUND = "globalThis[Symbol.for('tissuebook.cell')]";
const CELL_TAIL = `\n}))(...${FOUND}.names)(...${FOUND}.given)`;
const MODULE_HEAD = `(function (exports, require, ${META}, __dirname, __filename, ${ALIVE}, ${IMPORT}) { `;
const MODULE_TAIL = '\n})';
/** Lines that the converter puts before a cell. */
const CONVERTER_LINES = 1;
/** Cells of which errors can still name the line; older ones are forgotten, so that memory does not grow. Ours. */
const REMEMBERED_CELLS = 200;

/** The names in an outer function, so that a cell may declare its own. */
function cellHead(names: object): string {
  const given = ['exports', 'require', META, ALIVE, IMPORT, REACHED].join(', ');
  return `((${Object.keys(names).join(', ')}) => (async function (${given}) { `;
}

/** The cells of one notebook: compiles and runs them one after the other, and knows what they have declared. */
export class Cells {
  /** The values of the notebook's variables. */
  readonly values: Record<string, unknown> = {};
  private declarations = '';
  private readonly converter: CellConverter;
  private readonly loader: ModuleLoader;
  private readonly names: object;
  private readonly head: string;
  private readonly origins = new Map<string, Origin>();
  private readonly places: Origins;

  constructor(
    folder: string,
    private readonly control: RunControl,
    data = new CheckedData(),
    /** What cells know under these names, beside what globalThis has and the names that any module of Node.js knows. */
    names: object = {},
  ) {
    data.values = this.values;
    this.converter = new CellConverter(folder, data);
    this.loader = new ModuleLoader(folder, (script, file, exports, surroundings) =>
      this.runModule(script, file, exports, surroundings),
    );
    this.names = { ...names, __dirname: folder, __filename: this.loader.surroundings.file };
    this.head = cellHead(this.names);
    this.places = { files: this.origins, offsets: { lines: CONVERTER_LINES, firstColumn: this.head.length } };
    showPlacesInStacks(this.places);
  }

  /**
   * Runs a cell. Resolves to the value of its last statement, when that is an expression; a promise is waited for.
   *
   * @param title how errors name the cell: "Cell 3"
   * @throws CompileError before anything runs; whatever the cell throws
   */
  async run(code: string, title: string): Promise<CellValue> {
    const before = this.declarations;
    const { result, local, edits, ran, stopped } = this.converter.convert(before, code);
    for (const { path, data } of local) this.addLocal(path, moduleScript(data));
    if (!result.output) {
      ran();
      this.declarations = result.declOutput ?? '';
      return { value: undefined };
    }
    const script = cellScript(result.output);
    const file = `${title}.js`;
    const cell = { code, edits, text: edits.apply() };
    this.remember(file, { title, maps: script.maps, lines: lineCount(script.code) + 1, cell });
    let reached = -1;
    try {
      await this.control.interruptible(async () => {
        await this.loader.prepare(script.imports);
        await this.runScript(script, file, (stage) => (reached = stage));
      });
      this.declarations = result.declOutput ?? '';
      ran();
    } catch (error) {
      stopped();
      const unreached = new Set(script.stages.slice(reached + 1).flat());
      this.declarations = withoutUnreached(before, result.declOutput ?? '', unreached);
      throw error;
    }
    return settled(result.lastExpressionVar ? this.take(result.lastExpressionVar) : undefined);
  }

  /** The value of an expression over the notebook's variables; it declares nothing. */
  async evaluate(expression: string): Promise<CellValue> {
    const before = this.declarations;
    try {
      return await this.run(`(${expression})`, 'Expression');
    } finally {
      this.declarations = before;
    }
  }

  complete(code: string, offset: number): Completions {
    return completionsAt(code, offset, (text, at) => this.converter.converter.complete(this.declarations, text, at));
  }

  inspect(code: string, offset: number): ReturnType<CellConverter['converter']['inspect']> | undefined {
    return this.converter.converter.inspect(this.declarations, code, offset);
  }

  /** An error as it is shown, with places in the notebook. */
  report(error: unknown): ErrorReport {
    return report(error, this.places);
  }

  close(): void {
    this.converter.close();
  }

  private runScript(script: Script, filename: string, reached: (stage: number) => void): Promise<void> {
    const compiled = new vm.Script(this.head + script.code + CELL_TAIL, { filename });
    const { require, meta } = this.loader.surroundings;
    const load = (id: string): Promise<unknown> => this.loader.import(id);
    const given = [this.values, require, meta, this.control.alive, load, reached];
    Object.assign(globalThis, { [SURROUNDINGS]: { names: Object.values(this.names), given } });
    return this.control.guarded(() => compiled.runInThisContext({ breakOnSigint: true }) as Promise<void>);
  }

  private runModule(script: Script, filename: string, exports: object, surroundings: Surroundings): void {
    const run = new vm.Script(MODULE_HEAD + script.code + MODULE_TAIL, { filename }).runInThisContext() as (
      ...all: unknown[]
    ) => void;
    const { require, meta, folder, file } = surroundings;
    run(exports, require, meta, folder, file, this.control.alive, (id: string) => this.loader.import(id));
  }

  private addLocal(file: string, script: Script): void {
    const { sources = [] } = JSON.parse(script.maps.at(-1) ?? '{}') as { sources?: string[] };
    const title = path.join(path.dirname(file), path.basename(sources[0] ?? file));
    this.origins.set(file, { title, maps: script.maps, lines: lineCount(script.code) });
    this.loader.addLocal(file, script);
  }

  private take(name: string): unknown {
    const value = this.values[name];
    this.values[name] = undefined;
    return value;
  }

  private remember(file: string, origin: Origin): void {
    this.origins.delete(file);
    this.origins.set(file, origin);
    for (const key of this.origins.keys()) {
      if (this.origins.size <= REMEMBERED_CELLS) break;
      if (this.origins.get(key)?.cell) this.origins.delete(key);
    }
  }
}

function lineCount(text: string): number {
  return text.split('\n').length;
}

/** The value, waited for if it is a promise. A proxy or getter that throws when asked whether it is one is none. */
async function settled(value: unknown): Promise<CellValue> {
  return { value: typeof propertyOf(value, 'then') === 'function' ? await value : value };
}
