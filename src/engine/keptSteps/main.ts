import { downloads } from '../../fetch';
import { shownSize } from '../../fetch/progress';
import { TissuebookError } from '../../errors';
import { clearSteps, listSteps, totalBytes } from './stepsFolder';

/** What compiled steps are called among the names to clear. */
const STEPS = 'steps';

/* The program behind `tissuebook cache`: node dist/src/engine/keptSteps/main.js list | clear [NAME...]. Code 1 when a name is not there. */
async function run([verb, ...names]: readonly string[]): Promise<string> {
  return verb === 'list' && names.length === 0 ? list() : clear(names);
}

async function list(): Promise<string> {
  const steps = listSteps();
  const about = `  ${STEPS}: ${counted(steps.length, 'compiled step')}, ${shownSize(totalBytes(steps))}`;
  return `${await downloads.describe()}\n${about}`;
}

async function clear(names: readonly string[]): Promise<string> {
  const files = names.filter((name) => name !== STEPS);
  const removed =
    files.length > 0 || names.length === 0 ? await downloads.clear(names.length > 0 ? files : undefined) : [];
  const steps = names.length === 0 || names.includes(STEPS) ? clearSteps() : { count: 0, bytes: 0 };
  const bytes = removed.reduce((sum, file) => sum + file.bytes, steps.bytes);
  const and = steps.count > 0 ? ` and ${counted(steps.count, 'compiled step')}` : '';
  return `Removed ${counted(removed.length, 'file')}${and}, ${shownSize(bytes)}.`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

run(process.argv.slice(2)).then(
  (text) => void process.stdout.write(`${text}\n`),
  (error: unknown) => {
    if (!(error instanceof TissuebookError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
