import type { LibraryFunction, LibraryOption } from './libraryFunctions';
import { docLines, pythonName } from './names';

const WIDTH = 116;

/** The tasks whose first argument is one model, as a tuple of Python's names. */
export function MODEL_TASKS_OF(functions: readonly LibraryFunction[]): string {
  const names = functions
    .filter(({ data }) => data.length === 2 && data[0]?.type.startsWith('Model') === true)
    .map(({ name }) => JSON.stringify(pythonName(name)));
  return `(\n${names.map((name) => `    ${name},`).join('\n')}\n)`;
}

/** A function of Python that calls one of the library. */
export function functionCode({ name, doc, data, options, gives }: LibraryFunction): string {
  const sorted = [...options.filter(({ required }) => required), ...options.filter(({ required }) => !required)];
  const given = data.map((each) => `${pythonName(each.name)}: ${each.type}`);
  const named = sorted.map(
    ({ name: option, required, type }) => `${pythonName(option)}: ${required ? type : `${orNone(type)} = None`}`,
  );
  const all = [...given, ...(named.length ? ['*', ...named] : [])];
  const passed = data.map((each) => pythonName(each.name)).join(', ');
  const keys = sorted.map(
    ({ name: option }) => `        ${JSON.stringify(pythonName(option))}: ${pythonName(option)},`,
  );
  const last = options.length ? `, options={\n${keys.join('\n')}\n    })` : ')';
  return [
    `def ${pythonName(name)}(\n${all.map((each) => `    ${each},`).join('\n')}\n) -> ${gives}:`,
    ...docstring(doc, sorted),
    `    return call(${JSON.stringify(name)}, ${passed}${last}`,
  ].join('\n');
}

/** A type, or None; Any is both. */
export function orNone(type: string): string {
  return type === 'Any' ? type : `${type} | None`;
}

function docstring(doc: string, options: readonly LibraryOption[]): string[] {
  const lines = docLines(doc || 'See the documentation of the library.', WIDTH - 4);
  const described = options
    .filter((option) => option.doc)
    .flatMap(({ name, doc: text }) =>
      docLines(`${pythonName(name)}: ${text}`, WIDTH - 8).map((line, i) => (i ? `        ${line}` : `    ${line}`)),
    );
  const body = described.length
    ? [...lines.map((line) => `    ${line}`), '', ...described, '    """']
    : lines.map((line) => `    ${line}`);
  const text = body.join('\n').trimStart();
  return [described.length ? `    """${text}` : `    """${text}"""`];
}
