import { availableParallelism } from 'node:os';
import { packageScript } from '../setup/paths';
import type { SuiteResult } from './result';
import { runWhole } from './run';

interface Check {
  name: string;
  args: () => string[];
}

/** The checks of the source text, the longest first behind the compiler; each counts as one test. */
const CHECKS: readonly Check[] = [
  { name: 'the library and the kernel compile', args: () => [packageScript('typescript', 'bin', 'tsc'), '--build'] },
  { name: 'ESLint and the rooms table agree', args: () => [packageScript('eslint', 'bin', 'eslint.js'), '.'] },
  {
    name: 'tests and scripts have sound types',
    args: () => [packageScript('typescript', 'bin', 'tsc'), '-p', 'tests'],
  },
  {
    name: 'the extension has sound types',
    args: () => [packageScript('typescript', 'bin', 'tsc'), '-p', 'extension', '--noEmit'],
  },
  {
    name: 'Prettier agrees',
    args: () => [packageScript('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.'],
  },
];

/** Types, lint and formatting of the whole tree: what is compiled first, then as many checks at a time as there are processors, at most two. */
export async function runStyle(): Promise<SuiteResult> {
  const result: SuiteResult = { passed: 0, failed: 0, skipped: [], failures: [] };
  const check = async ({ name, args }: Check): Promise<void> => {
    if ((await runWhole(process.execPath, args())) === 0) result.passed += 1;
    else result.failures.push(`style: ${name}`);
  };
  const [compile, ...others] = CHECKS;
  await check(compile!);
  const lane = async (): Promise<void> => {
    for (let next = others.shift(); next; next = others.shift()) await check(next);
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, lane));
  result.failed = result.failures.length;
  return result;
}
