/** A cell in Python, as its first line says. */
export interface PythonCell {
  /** What Python runs: the text below the first line. */
  code: string;
  /** Where that begins in the cell, in UTF-16 units. */
  start: number;
  /** Variables of the notebook that Python is given under their names. */
  inputs: string[];
  /** Variables of Python that the notebook is given under their names. */
  outputs: string[];
  /** The Python that is asked for; none where the cell does not say. */
  program: string | undefined;
}

const HEADER = /^\s*%%python3?(?![^\s])([^\n]*)(?:\n|$)/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const USAGE = 'The first line is: %%python [-i NAME,...] [-o NAME,...] [--python PROGRAM]';

/** Words of Python that cannot be names of variables: https://docs.python.org/3/reference/lexical_analysis.html#keywords */
const KEYWORDS = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if import in is ' +
    'lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** What the first line of a cell in Python asks for cannot be done. */
export class PythonCellError extends Error {
  override readonly name = 'PythonCellError';
}

/** True for a cell whose first line that is not blank begins with %%python. */
export function isPythonCell(text: string): boolean {
  return HEADER.test(text);
}

/**
 * A cell in Python; undefined for any other.
 *
 * @throws PythonCellError for a first line with other options, or with a name that one of the languages does not have
 */
export function pythonCell(text: string): PythonCell | undefined {
  const header = HEADER.exec(text);
  if (!header) return undefined;
  const start = header[0].length;
  const cell: PythonCell = { code: text.slice(start), start, inputs: [], outputs: [], program: undefined };
  const words = header[1]!.split(/\s+/).filter((word) => word);
  for (let at = 0; at < words.length; at += 2) {
    const option = words[at]!;
    const value = words[at + 1];
    if (value === undefined) throw new PythonCellError(`%%python: "${option}" needs a value. ${USAGE}`);
    if (option === '-i') cell.inputs.push(...names(value));
    else if (option === '-o') cell.outputs.push(...names(value));
    else if (option === '--python') cell.program = value;
    else throw new PythonCellError(`%%python does not know "${option}". ${USAGE}`);
  }
  return cell;
}

function names(list: string): string[] {
  const all = list.split(',').filter((name) => name);
  const wrong = all.find((name) => !NAME.test(name) || KEYWORDS.has(name));
  if (wrong !== undefined) {
    throw new PythonCellError(`%%python: "${wrong}" is not a name that a variable has in Python and in TypeScript.`);
  }
  return all;
}
