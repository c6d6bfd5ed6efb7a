import { existsSync, readFileSync } from 'node:fs';
import { SetupError } from './report';

/** What the walkthrough writes about itself: names to numbers or texts, groups of them, and lists of methods with their numbers. */
type Summary = Record<string, unknown>;
type Group = Record<string, unknown>;

const NAME_WIDTH = 34;
const NUMBER_WIDTH = 12;

function shown(value: unknown): string {
  return typeof value === 'number' && !Number.isInteger(value) ? value.toPrecision(3) : String(value);
}

function line(name: string, value: unknown): string {
  return `  ${name.padEnd(NAME_WIDTH)} ${shown(value)}`;
}

function isGroup(value: unknown): value is Group {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list of methods as a table: one row each, named by its first member. */
function methodRows(methods: readonly Group[]): string[] {
  const [name, ...measures] = Object.keys(methods[0] ?? {});
  if (name === undefined) return [];
  const row = (cells: readonly unknown[]): string => cells.map((cell) => shown(cell).padStart(NUMBER_WIDTH)).join(' ');
  return [
    `  ${''.padEnd(NAME_WIDTH)} ${row(measures)}`,
    ...methods.map(
      (method) =>
        `    ${String(method[name]).padEnd(NAME_WIDTH - 2)} ${row(measures.map((measure) => method[measure]))}`,
    ),
  ];
}

/** The lines of one member of the summary. */
export function summaryLines(name: string, value: unknown): string[] {
  if (Array.isArray(value)) return [`  ${name}`, ...methodRows(value.filter(isGroup))];
  if (!isGroup(value)) return [line(name, value)];
  return [`  ${name}`, ...Object.entries(value).map(([inner, number]) => line(`  ${inner}`, number))];
}

/** Prints the walkthrough's own summary file as a table. */
export function printSummary(file: string): void {
  if (!existsSync(file)) throw new SetupError(`the notebook ran but wrote no ${file}.`);
  const summary = JSON.parse(readFileSync(file, 'utf8')) as Summary;
  console.log('\nWhat the walkthrough found');
  for (const [name, value] of Object.entries(summary)) {
    for (const text of summaryLines(name, value)) console.log(text);
  }
  console.log('');
}
