import { inspect } from 'node:util';
import { CompileError, MISSING_MODULE, place, type Complaint } from './diagnostics';
import { framesOf, type Frame, type Origins } from './frames';
import { rawStack } from './stacks';

/** An error as Jupyter shows it. */
export interface ErrorReport {
  ename: string;
  evalue: string;
  traceback: string[];
}

const RED = '\u001b[31m';
const DIM = '\u001b[2m';
const PLAIN = '\u001b[0m';
/** Frames of a traceback that are shown. Ours. */
const MOST_FRAMES = 12;

/** What is shown for an error: its name and message, then where in the notebook it came from. */
export function report(error: unknown, origins: Origins): ErrorReport {
  if (error instanceof CompileError) return compileReport(error);
  if (!(error instanceof Error) && !looksLikeError(error)) {
    const shown = inspect(error);
    return { ename: 'Thrown', evalue: shown, traceback: [`${RED}Thrown${PLAIN}: ${shown}`] };
  }
  const ename = String(error.name || 'Error');
  const evalue = String(error.message);
  const traceback = [`${RED}${ename}${PLAIN}: ${evalue}`, ...places(error, origins)];
  let cause = error.cause;
  for (let depth = 0; depth < 5 && cause !== undefined; depth++) {
    traceback.push(
      `${DIM}Caused by${PLAIN} ${cause instanceof Error ? `${cause.name}: ${cause.message}` : inspect(cause)}`,
    );
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return { ename, evalue, traceback };
}

/** Errors of another realm, as vm contexts have them. */
function looksLikeError(error: unknown): error is Error {
  return typeof error === 'object' && error !== null && 'stack' in error && 'message' in error;
}

function compileReport(error: CompileError): ErrorReport {
  const lines = error.code.split('\n');
  const traceback = error.complaints.flatMap((one) => [
    `${RED}${place(one)}${PLAIN}: ${one.message} ${DIM}(TS${one.code})${PLAIN}`,
    ...(one.file ? [] : excerpt(one, lines)),
    ...advice(one),
  ]);
  return { ename: error.name, evalue: error.message, traceback };
}

/** "Cannot find module" of a package: what brings it. */
function advice({ code, message }: Complaint): string[] {
  const [, name] = /'((?:@[^'/]+\/)?[^'/.:@][^'/:]*)(?:\/[^']*)?'/.exec(message) ?? [];
  return name && MISSING_MODULE.has(code) ? [`Install it in the notebook's folder: npm install ${name}`] : [];
}

function excerpt(one: Complaint, lines: string[]): string[] {
  const line = lines[one.line - 1] ?? '';
  const margin = `${one.line} | `;
  const length = Math.max(1, Math.min(one.length, line.length - one.column + 1));
  return [
    `${DIM}${margin}${PLAIN}${line}`,
    `${' '.repeat(margin.length + one.column - 1)}${RED}${'^'.repeat(length)}${PLAIN}`,
  ];
}

/** The stack's lines in cells, local files and packages, as places in what the user wrote. */
function places(error: Error, origins: Origins): string[] {
  return framesOf(rawStack(error), origins).slice(0, MOST_FRAMES).map(shown);
}

function shown({ text, caller, place }: Frame): string {
  if (!place) return `    ${DIM}at ${text}${PLAIN}`;
  const { title, at, origin } = place;
  if (!at) return `    at ${title}`;
  const by = caller ? ` in ${caller}` : '';
  const line = origin.cell?.code.split('\n')[at.row]?.trim();
  return `    at ${title}, line ${at.row + 1}, column ${at.column + 1}${by}${line ? `: ${DIM}${line}${PLAIN}` : ''}`;
}
