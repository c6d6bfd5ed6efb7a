import { join } from 'node:path';
import { command } from './command';
import { ROOT, venvProgram } from './paths';
import { reportStep } from './report';

/** Fetches a named data set into the user's cache with the library itself; a cached one is only checked. */
export async function fetchDataSet(name: string): Promise<void> {
  const started = Date.now();
  const code = `require(${JSON.stringify(join(ROOT, 'dist', 'src'))}).datasets.load(${JSON.stringify(name)})
    .then((data) => console.log(data.nObs + ' cells x ' + data.nVars))
    .catch((error) => { console.error((error.kind ?? '') + ' ' + error.message); process.exit(1); })`;
  const { output } = await command(process.execPath, ['-e', code], {
    cwd: ROOT,
    env: { TISSUEBOOK_PYTHON: venvProgram('python') },
    purpose: `Fetching the data set ${name}`,
  });
  reportStep(`data ${name}`, output.trim().split('\n').at(-1) ?? '', Date.now() - started);
}
