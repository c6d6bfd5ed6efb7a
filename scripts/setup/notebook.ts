import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { command } from './command';
import { venvProgram } from './paths';
import { reportStep, seconds } from './report';

const HEARTBEAT = 15_000;

/**
 * Executes a notebook headless with the kernel that it names and writes it, with its outputs, into a folder.
 *
 * @returns the path of the executed notebook
 */
export async function executeNotebook(
  notebook: string,
  folder: string,
  environment: Record<string, string>,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const started = Date.now();
  const beat = setInterval(() => console.log(`  ... still running after ${seconds(Date.now() - started)}`), HEARTBEAT);
  try {
    await command(
      venvProgram('python'),
      ['-m', 'nbconvert', '--to', 'notebook', '--execute', '--ExecutePreprocessor.timeout=3600'].concat(
        '--output-dir',
        folder,
        '--output',
        basename(notebook),
        notebook,
      ),
      { env: environment, purpose: `Running ${basename(notebook)}` },
    );
  } finally {
    clearInterval(beat);
  }
  const executed = join(folder, basename(notebook));
  reportStep('notebook', 'all cells ran', Date.now() - started);
  return executed;
}
