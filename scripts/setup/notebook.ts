import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { command, commandFailure } from './command';
import { venvProgram } from './paths';
import { reportStep, seconds, SetupError } from './report';

interface Cell {
  cell_type: string;
  source: string | string[];
}

const CELL_BEGINS = '[NbConvertApp] Executing cell:';
const CELL_FAILED = /CellExecutionError:[^\n]*\n([\s\S]*)$/;

function sourceOf(cell: Cell): string {
  return Array.isArray(cell.source) ? cell.source.join('') : cell.source;
}

/** For each code cell that is not empty, the heading that it stands under. */
export function headingsOfCells(notebook: { cells: Cell[] }): string[] {
  let heading = '';
  const headings: string[] = [];
  for (const cell of notebook.cells) {
    const source = sourceOf(cell);
    if (cell.cell_type === 'markdown') heading = /^#+\s+(.+)$/m.exec(source)?.[1] ?? heading;
    else if (cell.cell_type === 'code' && source.trim() !== '') headings.push(heading);
  }
  return headings;
}

/** A line for each new heading that the running notebook comes to. */
class Progress {
  private cell = 0;
  private unread = '';
  private shown = '';
  private readonly started = Date.now();

  constructor(private readonly headings: readonly string[]) {}

  read(chunk: string): void {
    const lines = (this.unread + chunk).split('\n');
    this.unread = lines.pop()!;
    for (const line of lines) if (line === CELL_BEGINS) this.next();
  }

  private next(): void {
    const heading = this.headings[this.cell++] ?? '';
    if (heading === this.shown) return;
    this.shown = heading;
    const place = `cell ${this.cell} of ${this.headings.length}`;
    console.log(
      `  ${place.padEnd(20)} ${heading.padEnd(52)} ${`at ${seconds(Date.now() - this.started)}`.padStart(8)}`,
    );
  }
}

/** A cell's own error instead of the Python that ran the notebook, where it was a cell that failed. */
function cellFailure(name: string, output: string): SetupError | undefined {
  const words = CELL_FAILED.exec(output)?.[1];
  if (words === undefined) return undefined;
  console.error(words);
  const reason = /^(?:\w*Error): (.+)$/m.exec(stripVTControlCharacters(words))?.[1];
  return new SetupError(`a cell of ${name} failed (above). ${reason ?? ''}`.trimEnd());
}

/**
 * Executes a notebook headless with the kernel that it names and writes it, with its outputs, into a folder.
 *
 * @returns the path of the executed notebook
 * @throws SetupError when a cell fails; the cell and its error are printed before
 */
export async function executeNotebook(
  notebook: string,
  folder: string,
  environment: Record<string, string>,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const name = basename(notebook);
  const started = Date.now();
  const progress = new Progress(headingsOfCells(JSON.parse(readFileSync(notebook, 'utf8')) as { cells: Cell[] }));
  // Debugging output is the one place where nbconvert says which cell it runs.
  const execute = ['-m', 'nbconvert', '--to', 'notebook', '--execute', '--debug', '--ExecutePreprocessor.timeout=3600'];
  const [python, purpose] = [venvProgram('python'), `Running ${name}`];
  const { code, output } = await command(python, [...execute, '--output-dir', folder, '--output', name, notebook], {
    env: environment,
    purpose,
    accept: [0, 1],
    watch: (chunk) => progress.read(chunk),
  });
  if (code !== 0) throw cellFailure(name, output) ?? commandFailure(purpose, python, `code ${code}`, output);
  reportStep('notebook', 'all cells ran', Date.now() - started);
  return join(folder, name);
}
