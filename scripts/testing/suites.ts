import { runPytest } from './pytest';
import type { SuiteResult } from './result';
import { runStyle } from './style';
import { runVitest } from './vitest';

/** A part of the tests that can be run alone: npm test -- --only NAME. */
export interface Suite {
  name: string;
  what: string;
  run(): Promise<SuiteResult>;
}

/** Quick ones first, so that a mistake shows early. */
export const SUITES: readonly Suite[] = [
  { name: 'style', what: 'types, import rules, formatting', run: runStyle },
  { name: 'unit', what: 'one room at a time', run: () => runVitest('unit', ['tests/unit']) },
  { name: 'golden', what: 'numbers of reference implementations', run: () => runVitest('golden', ['tests/golden']) },
  { name: 'kernel', what: 'the kernel through jupyter_client', run: () => runPytest('kernel', 'tests/kernel') },
  { name: 'python', what: 'our files in versions of anndata', run: () => runPytest('python', 'tests/python') },
  { name: 'packaging', what: 'the wheel, installed', run: () => runPytest('packaging', 'tests/packaging') },
  {
    name: 'notebooks',
    what: 'the walkthroughs through nbclient',
    run: () => runPytest('notebooks', 'tests/notebooks', true),
  },
  {
    name: 'browser',
    what: 'JupyterLab in a real browser',
    run: () => runVitest('browser', ['--config', 'tests/browser/vitest.config.mts']),
  },
];
