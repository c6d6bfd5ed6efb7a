import { packageScript } from '../setup/paths';
import type { SuiteResult } from './result';
import { runShown } from './run';

/** The checks of the source text; each counts as one test. */
const CHECKS: readonly { name: string; args: () => string[] }[] = [
  { name: 'the library and the kernel compile', args: () => [packageScript('typescript', 'bin', 'tsc'), '--build'] },
  {
    name: 'tests and scripts have sound types',
    args: () => [packageScript('typescript', 'bin', 'tsc'), '-p', 'tests'],
  },
  {
    name: 'the extension has sound types',
    args: () => [packageScript('typescript', 'bin', 'tsc'), '-p', 'extension', '--noEmit'],
  },
  { name: 'ESLint and the rooms table agree', args: () => [packageScript('eslint', 'bin', 'eslint.js'), '.'] },
  {
    name: 'no import leads back to its file',
    args: () => [
      packageScript('eslint', 'bin', 'eslint.js'),
      '--config',
      'eslint.cycles.mjs',
      'src',
      'kernel',
      'extension/src',
      'scripts',
      'native',
    ],
  },
  {
    name: 'Prettier agrees',
    args: () => [packageScript('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.'],
  },
];

/** Types, lint and formatting of the whole tree. */
export async function runStyle(): Promise<SuiteResult> {
  const result: SuiteResult = { passed: 0, failed: 0, skipped: [], failures: [] };
  for (const check of CHECKS) {
    if ((await runShown(process.execPath, check.args())) === 0) result.passed += 1;
    else result.failures.push(`style: ${check.name}`);
  }
  result.failed = result.failures.length;
  return result;
}
