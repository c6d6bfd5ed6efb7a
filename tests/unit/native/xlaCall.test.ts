import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SOURCE, compileSource, compiler, unless } from './compileSource';
import { nodeHeaders } from '../../../native/compiler';

it.skipIf(!compiler)(`what fails in a call of XLA's, by an answer or an exception, fails the step${unless}`, () => {
  const files = [join(__dirname, 'xlaCall.cc'), join(SOURCE, 'xla_call.cc')];
  const flags = [`-I${nodeHeaders()}`, '-Wl,--unresolved-symbols=ignore-all'];
  const program = compileSource('xlaCall', files, process.platform === 'linux' ? flags : flags.slice(0, 1));
  expect(execFileSync(program, { encoding: 'utf8' }).trim().split('\n')).toEqual([
    'none',
    'good',
    'target: a problem',
    'target: words',
    'target: there is not enough memory',
  ]);
});
