import { compareNotebooks, readNotebook, type VerifiedCell } from './notebooks';

/** Differences that explain others and are none of what was made. */
const EXPLAINS = new Set(['version', 'machine']);

/** main.js SAVED AGAIN: says which cell of a notebook first differs, now that it was run again, and by how much. Ends with 1 where one does. */
function main([saved, again]: string[]): number {
  if (saved === undefined || again === undefined)
    throw new Error('Two notebooks are compared: as it was saved, and run again.');
  const cells = compareNotebooks(readNotebook(saved), readNotebook(again));
  const steps = cells.reduce((sum, cell) => sum + cell.steps, 0);
  for (const line of explanations(cells)) say(line);
  const differing = cells.filter(differs);
  for (const [place, cell] of differing.entries()) {
    say(`${place === 0 ? 'The first cell that differs is' : 'Also'} ${nameOf(cell)}:`);
    for (const { kind, text } of cell.differences) if (!EXPLAINS.has(kind)) say(`  ${text}`);
    for (const text of cell.shown) say(`  ${text}`);
  }
  if (steps === 0)
    say('The notebook has no receipts: run it with this version and save it first. Only what cells show was compared.');
  if (differing.length > 0) return 1;
  say(`${cells.length} cells with ${steps} steps were run again: every bit is the same.`);
  return 0;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const differs = ({ differences, shown }: VerifiedCell): boolean =>
  shown.length > 0 || differences.some(({ kind }) => !EXPLAINS.has(kind));

const nameOf = ({ cell, count }: VerifiedCell): string => `cell ${cell} (In [${count}])`;

/** Versions and machines, each once. */
function explanations(cells: readonly VerifiedCell[]): string[] {
  const texts = cells.flatMap(({ differences }) => differences.filter(({ kind }) => EXPLAINS.has(kind)));
  return [...new Set(texts.map(({ text }) => text.slice(text.indexOf(': ') + 2)))].map((text) => `Since then: ${text}`);
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`tissuebook: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
