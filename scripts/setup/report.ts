/** A failure that its reader can act on: printed as one sentence, without a stack. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

/** Seconds with one decimal, as text. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

const NAME_WIDTH = 20;

/** One line per step: its name, what was done, and how long it took. */
export function reportStep(name: string, what: string, milliseconds: number): void {
  console.log(`  ${name.padEnd(NAME_WIDTH)} ${what.padEnd(52)} ${seconds(milliseconds).padStart(8)}`);
}

/** Says that a step has begun, for those that take long. */
export function announceStep(name: string, what: string): void {
  console.log(`  ${name.padEnd(NAME_WIDTH)} ${what} ...`);
}

/** Runs a script's main function; a SetupError becomes one sentence and exit code 1. */
export async function main(run: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await run();
  } catch (error) {
    if (error instanceof SetupError) console.error(`\nTissuebook cannot go on: ${error.message}`);
    else console.error(error);
    process.exitCode = 1;
  }
}
