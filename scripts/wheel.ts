import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { command } from './setup/command';
import { ROOT, venvProgram } from './setup/paths';
import { main, reportStep } from './setup/report';
import { runSteps } from './setup/step';
import { TEST_STEPS } from './setup/steps';
import { writeKernelspec } from './wheel/kernelspec';
import { copyRuntime } from './wheel/runtime';

/** Builds the pip package: the labextension, the kernel with all that it needs at run time, and the launcher. */
void main(async () => {
  const { values } = parseArgs({ options: { out: { type: 'string', default: 'out/wheel' } } });
  await runSteps(TEST_STEPS);
  await writeKernelspec(ROOT, join(ROOT, 'tissuebook', 'kernelspec'));
  let started = Date.now();
  const copied = copyRuntime(ROOT, join(ROOT, 'tissuebook', 'runtime'));
  reportStep('runtime', `${copied.files} files, ${(copied.bytes / 1e6).toFixed(0)} MB`, Date.now() - started);
  started = Date.now();
  await command(
    venvProgram('python'),
    ['-m', 'pip', 'wheel', '--quiet', '--no-deps', '--no-build-isolation', '--wheel-dir', values.out, ROOT],
    { cwd: ROOT, purpose: 'Building the wheel' },
  );
  reportStep('wheel', `written to ${values.out}`, Date.now() - started);
  return 0;
});
