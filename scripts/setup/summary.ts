import { existsSync, readFileSync } from 'node:fs';
import { SetupError } from './report';

/** What the walkthrough writes about itself: a flat object of names to numbers, texts, or one level of them. */
type Summary = Record<string, unknown>;

function line(name: string, value: unknown): string {
  const shown = typeof value === 'number' && !Number.isInteger(value) ? value.toPrecision(3) : String(value);
  return `  ${name.padEnd(34)} ${shown}`;
}

/** Prints the walkthrough's own summary file as a table. */
export function printSummary(file: string): void {
  if (!existsSync(file)) throw new SetupError(`the notebook ran but wrote no ${file}.`);
  const summary = JSON.parse(readFileSync(file, 'utf8')) as Summary;
  console.log('\nWhat the walkthrough found');
  for (const [name, value] of Object.entries(summary)) {
    if (typeof value === 'object' && value !== null) {
      console.log(`  ${name}`);
      for (const [inner, number] of Object.entries(value)) console.log(line(`  ${inner}`, number));
    } else console.log(line(name, value));
  }
  console.log('');
}
