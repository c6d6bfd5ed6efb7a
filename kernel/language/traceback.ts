import { CompileError, MISSING_MODULE, place, type Complaint } from './diagnostics';
import { framesOf, type Frame, type Origins } from './frames';
import { attempt, inspectSafely, isOf, propertyOf } from './properties';
import { rawStack } from './stacks';

/** An error as Jupyter shows it. */
export interface ErrorReport {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** An error of another language, as that shows it. */
export class ReportedError extends Error {
  override readonly name = 'ReportedError';

  constructor(readonly report: ErrorReport) {
    super(report.evalue);
  }
}

const RED = '\u001b[31m';
const DIM = '\u001b[2m';
const PLAIN = '\u001b[0m';
/** Frames of a traceback that are shown. Ours. */
const MOST_FRAMES = 12;

/**
 * What is shown for an error: its name and message, what else it holds, where in the notebook it came from, then the
 * errors that it gathers (AggregateError) and its causes. Never throws, whatever was thrown.
 */
export function report(error: unknown, origins: Origins): ErrorReport {
  if (isOf(error, CompileError)) return compileReport(error);
  if (isOf(error, ReportedError)) return error.report;
  if (!looksLikeError(error)) {
    const shown = inspectSafely(error);
    return { ename: 'Thrown', evalue: shown, traceback: [`${RED}Thrown${PLAIN}: ${shown}`] };
  }
  const { name, message } = titleOf(error);
  const traceback = [
    `${RED}${name}${PLAIN}: ${message}`,
    ...ownProperties(error, message),
    ...places(error, origins),
    ...gathered(error, origins, new Set([error]), ''),
  ];
  return { ename: name, evalue: message, traceback };
}

/** Inner errors of a traceback, and how deep they may lie. Ours. */
const MOST_INNER = 10;
const DEEPEST = 5;

/** The errors inside of an error, each with its own lines, a step further in for each level. */
function gathered(error: Error, origins: Origins, above: ReadonlySet<unknown>, margin: string): string[] {
  const inner = propertyOf(error, 'errors');
  const all: [head: string, error: unknown][] = [];
  if (Array.isArray(inner)) {
    for (const [i, one] of inner.slice(0, MOST_INNER).entries()) all.push([`Error ${i + 1} of ${inner.length}:`, one]);
  }
  const cause = propertyOf(error, 'cause');
  if (cause !== undefined) all.push(['Caused by', cause]);
  const lines = all.flatMap(([head, one]) => innerLines(head, one, origins, above, margin));
  if (Array.isArray(inner) && inner.length > MOST_INNER) lines.push(`${margin}and ${inner.length - MOST_INNER} more`);
  return lines;
}

function innerLines(
  head: string,
  error: unknown,
  origins: Origins,
  above: ReadonlySet<unknown>,
  margin: string,
): string[] {
  const start = `${margin}${DIM}${head}${PLAIN} `;
  if (above.has(error)) return [`${start}(the same error)`];
  if (!looksLikeError(error)) return [`${start}${inspectSafely(error)}`];
  const { name, message } = titleOf(error);
  const lines = [...ownProperties(error, message), ...places(error, origins)].map((line) => margin + line);
  if (above.size >= DEEPEST) return [`${start}${name}: ${message}`, ...lines];
  return [
    `${start}${name}: ${message}`,
    ...lines,
    ...gathered(error, origins, new Set([...above, error]), `${margin}  `),
  ];
}

function titleOf(error: Error): { name: string; message: string } {
  const text = (key: 'name' | 'message', otherwise: string): string =>
    attempt(() => String(error[key] || otherwise), otherwise);
  return { name: text('name', 'Error'), message: text('message', '') };
}

/** What an error shows by itself, and what a caller adds to it, lies in these. */
const SHOWN_ELSEWHERE = new Set(['name', 'message', 'stack', 'cause', 'errors']);

/** One line with what was added to the error, as `code` of a system's; nothing that its message says already. */
function ownProperties(error: Error, message: string): string[] {
  const own: Record<string, unknown> = {};
  for (const key of attempt(() => Object.keys(error), [])) {
    const value = propertyOf(error, key);
    const said = typeof value === 'string' && (value === '' || message.includes(value));
    if (!SHOWN_ELSEWHERE.has(key) && value !== undefined && !said) own[key] = value;
  }
  if (!Object.keys(own).length) return [];
  return [`    ${DIM}${inspectSafely(own, { depth: 1, maxArrayLength: 10, maxStringLength: 200 })}${PLAIN}`];
}

/** Also errors of another realm, as vm contexts have them. */
function looksLikeError(error: unknown): error is Error {
  return attempt(
    () => isOf(error, Error) || (typeof error === 'object' && error !== null && 'stack' in error && 'message' in error),
    false,
  );
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
