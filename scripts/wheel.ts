import { cpSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { command } from './setup/command';
import { ROOT, venvProgram } from './setup/paths';
import { main, reportStep } from './setup/report';
import { pythonStep, tensorflowFolder } from './setup/python';
import { runSteps } from './setup/step';
import { TEST_STEPS } from './setup/steps';
import { buildBindingFor } from '../native/build';
import { zigToolchain } from '../native/compiler';
import { writeKernelspec } from './wheel/kernelspec';
import { platformOf, type WheelPlatform } from './wheel/platform';
import { copyRuntime } from './wheel/runtime';

/** What builds native parts for machines that are not this one. */
const WHEEL_STEPS = [
  ...TEST_STEPS,
  pythonStep('tools for wheels', 'installing a compiler for other systems into .venv', 'requirements-wheel.txt'),
];

/** The TensorFlow binding for a platform, in a folder of its own; undefined where there is none. */
function bindingFor({ tag, zigTarget }: WheelPlatform): string | undefined {
  if (!zigTarget) return undefined;
  const folder = join(ROOT, 'out', 'binding', tag);
  buildBindingFor(zigToolchain(venvProgram('python'), zigTarget), tensorflowFolder(), folder);
  return folder;
}

/** Builds the pip package: the labextension, the kernel with all that it needs at run time, and the launcher. */
void main(async () => {
  const { values } = parseArgs({
    options: { out: { type: 'string', default: 'out/wheel' }, platform: { type: 'string' } },
  });
  const platform = platformOf(values.platform);
  await runSteps(WHEEL_STEPS);
  await writeKernelspec(ROOT, join(ROOT, 'tissuebook', 'kernelspec'));
  let started = Date.now();
  const binding = bindingFor(platform);
  reportStep('binding', binding ? `for ${platform.tag}` : `none for ${platform.tag}`, Date.now() - started);
  started = Date.now();
  const copied = copyRuntime(ROOT, join(ROOT, 'tissuebook', 'runtime'), platform.zeromq, binding);
  cpSync(join(ROOT, 'notebooks'), join(ROOT, 'tissuebook', 'notebooks'), {
    recursive: true,
    filter: (path) => !basename(path).startsWith('.') && !['my-work', 'out', 'source'].includes(basename(path)),
  });
  reportStep('runtime', `${copied.files} files, ${(copied.bytes / 1e6).toFixed(0)} MB`, Date.now() - started);
  started = Date.now();
  await command(
    venvProgram('python'),
    ['-m', 'pip', 'wheel', '--quiet', '--no-deps', '--no-build-isolation', '--wheel-dir', values.out, ROOT],
    { cwd: ROOT, purpose: 'Building the wheel', env: { TISSUEBOOK_WHEEL_PLATFORM: platform.tag } },
  );
  reportStep('wheel', `written to ${values.out}`, Date.now() - started);
  return 0;
});
