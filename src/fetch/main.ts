import { TissuebookError } from '../errors';
import { downloads } from './downloads';
import { shownSize } from './progress';

/* The program behind `tissuebook cache`: node dist/src/fetch/main.js list | clear [NAME...]. Code 1 when a name is not there. */
async function run([verb, ...names]: readonly string[]): Promise<string> {
  if (verb === 'list' && names.length === 0) return downloads.describe();
  const removed = await downloads.clear(names.length > 0 ? names : undefined);
  const bytes = removed.reduce((sum, file) => sum + file.bytes, 0);
  return `Removed ${removed.length} ${removed.length === 1 ? 'file' : 'files'}, ${shownSize(bytes)}.`;
}

run(process.argv.slice(2)).then(
  (text) => void process.stdout.write(`${text}\n`),
  (error: unknown) => {
    if (!(error instanceof TissuebookError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
