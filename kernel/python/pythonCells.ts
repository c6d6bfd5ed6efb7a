import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Cells } from '../language/cells';
import { kernelPackage } from '../language/packages';
import { ReportedError } from '../language/traceback';
import type { Channels } from '../session/api';
import { currentContext } from '../session/context';
import type { Json } from '../transport/message';
import type { Exchanges } from './exchanges';
import { LivePython } from './livePython';
import { PythonCellError, type PythonCell } from '../../src/protocol/kernel/pythonCell';

/** Where a cell finds what Python gave, while its declaration runs. */
const HANDED = 'tissuebook.handed';
const HELPER = '_tissuebook_exchange';

interface Surroundings {
  folder: string;
  cells: Cells;
  exchanges: Exchanges;
  channels: Channels;
}

/**
 * Cells that begin with %%python: they run in an ipykernel that is started with the first of them and ends with this kernel. Their
 * outputs, questions and widgets pass through; the variables that they name pass both ways.
 */
export class PythonCells {
  private python: LivePython | undefined;
  private starting: Promise<LivePython> | undefined;

  constructor(private readonly around: Surroundings) {}

  /**
   * @param title how errors name the cell
   * @throws ReportedError (an exception in Python), PythonEnded, PythonCellError, and what an exchange throws
   */
  async run(cell: PythonCell, title: string): Promise<void> {
    const inputs = cell.inputs.map((name) => [name, this.variable(name)] as const);
    const python = await this.started(cell.program);
    const stop = this.passInterrupts(python);
    try {
      if (inputs.length) await this.hand(python, inputs);
      const allowed = currentContext().execution?.allowsInput === true;
      succeeded(await python.execute({ code: cell.code, silent: false, store_history: true, allow_stdin: allowed }));
      if (cell.outputs.length) await this.receive(python, cell.outputs, title);
    } finally {
      stop();
    }
  }

  /** Asks the Python that runs; undefined when there is none or it is not asked in time. */
  async ask(type: string, content: Json): Promise<Json | undefined> {
    return this.python?.gone ? undefined : this.python?.request({ type, content }).catch(() => undefined);
  }

  private variable(name: string): unknown {
    const { values } = this.around.cells;
    if (Object.hasOwn(values, name)) return values[name];
    throw new PythonCellError(`%%python -i ${name}: the notebook has no variable of that name yet.`);
  }

  private async started(program: string | undefined): Promise<LivePython> {
    const running = this.python?.gone ? undefined : this.python;
    if (running && (program === undefined || program === running.program)) return running;
    const wanted = program ?? this.python?.program ?? usualPython();
    running?.end();
    this.python = undefined;
    this.starting ??= this.start(wanted).finally(() => (this.starting = undefined));
    return this.starting;
  }

  private async start(program: string): Promise<LivePython> {
    const python = await LivePython.start(program, this.around.folder, this.around.channels);
    await this.quietly(python, loading(helperFile()));
    this.python = python;
    return python;
  }

  /** While a cell runs, the user's interrupt is Python's KeyboardInterrupt. */
  private passInterrupts(python: LivePython): () => void {
    const signal = currentContext().execution?.signal;
    const interrupt = (): void => python.interrupt();
    signal?.addEventListener('abort', interrupt);
    return () => signal?.removeEventListener('abort', interrupt);
  }

  private hand(python: LivePython, inputs: readonly (readonly [string, unknown])[]): Promise<void> {
    const { exchanges } = this.around;
    return exchanges.inFolder(python.folder, async (folder) => {
      await exchanges.write(inputs, folder);
      await this.quietly(python, `${helper('take')}(get_ipython().user_ns, ${JSON.stringify(folder)})`);
    });
  }

  private receive(python: LivePython, names: string[], title: string): Promise<void> {
    const { exchanges, cells } = this.around;
    return exchanges.inFolder(python.folder, async (folder) => {
      const given = `${JSON.stringify(names)}, ${JSON.stringify(folder)}`;
      await this.quietly(python, `${helper('give')}(get_ipython().user_ns, ${given})`);
      const received = await exchanges.read(folder);
      const declarations = received.map(
        ({ name, type }) =>
          `let ${name} = (globalThis as unknown as Record<symbol, any>)[Symbol.for('${HANDED}')].${name} as ${type};`,
      );
      const values = Object.fromEntries(received.map(({ name, value }) => [name, value]));
      Object.assign(globalThis, { [Symbol.for(HANDED)]: values });
      try {
        await cells.run(declarations.join('\n'), `${title}, what Python gave`);
      } finally {
        Reflect.deleteProperty(globalThis, Symbol.for(HANDED));
      }
    });
  }

  /** Runs code of ours, which shows nothing but its error. */
  private async quietly(python: LivePython, code: string): Promise<void> {
    succeeded(await python.execute({ code, silent: true, store_history: false, allow_stdin: false }));
  }
}

function succeeded({ status, ename, evalue, traceback }: Json): void {
  if (status === 'ok') return;
  // What went wrong with a value is said in a sentence; where in the helper that was noticed helps nobody.
  const ours = ename === 'ExchangeError';
  const lines = Array.isArray(traceback) && !ours ? traceback.map(String) : [String(evalue)];
  throw new ReportedError({ ename: String(ename ?? status), evalue: String(evalue ?? ''), traceback: lines });
}

function helper(name: string): string {
  return `__import__('${HELPER}').${name}`;
}

/** Loads the helper as a module, and leaves no name behind. */
function loading(file: string): string {
  return [
    'def _tissuebook(file):',
    '    import importlib.util, sys',
    `    spec = importlib.util.spec_from_file_location('${HELPER}', file)`,
    '    module = importlib.util.module_from_spec(spec)',
    `    sys.modules['${HELPER}'] = module`,
    '    spec.loader.exec_module(module)',
    `_tissuebook(${JSON.stringify(file)}); del _tissuebook`,
  ].join('\n');
}

/** In the Python package that holds this kernel, or beside it in a checkout. */
function helperFile(): string {
  const root = kernelPackage()?.root ?? __dirname;
  const places = [path.join(root, 'tissuebook', 'exchange.py'), path.join(root, '..', 'exchange.py')];
  const found = places.find((file) => existsSync(file));
  if (!found) throw new Error(`exchange.py is missing from this installation: looked for ${places.join(' and ')}.`);
  return found;
}

/** The Python that has started this kernel, else the one on the path. */
function usualPython(): string {
  return process.env.TISSUEBOOK_PYTHON ?? (process.platform === 'win32' ? 'python' : 'python3');
}
