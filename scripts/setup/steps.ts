import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './command';
import { packageScript, ROOT, VENV, venvProgram } from './paths';
import { pythonStep, tensorflowFolder } from './python';
import { digest } from './stamp';
import type { Step } from './step';

const LOCKFILE = join(ROOT, 'package-lock.json');
const LABEXTENSION = join(ROOT, 'tissuebook', 'labextension');

/** tsc as a script of this Node. */
const tsc = (...args: string[]): [string, string[]] => [
  process.execPath,
  [packageScript('typescript', 'bin', 'tsc'), ...args],
];

/** What was compiled of a file that has moved would be found before the file at its new place. */
function removeCompiled(...path: string[]): void {
  rmSync(join(ROOT, ...path), { recursive: true, force: true });
}

const library: Step = {
  name: 'library and kernel',
  what: 'compiling TypeScript',
  digest: () =>
    digest(['src', 'kernel', 'tsconfig.json', 'tsconfig.base.json'].map((name) => join(ROOT, name)).concat(LOCKFILE)),
  present: () =>
    existsSync(join(ROOT, 'dist', 'src', 'index.js')) && existsSync(join(ROOT, 'dist', 'kernel', 'main.js')),
  async run() {
    removeCompiled('dist');
    await command(...tsc('--build'), { cwd: ROOT, purpose: 'Compiling the library and the kernel' });
    return undefined;
  },
};

const native: Step = {
  name: 'TensorFlow binding',
  what: 'compiling the native binding against the TensorFlow in .venv',
  digest: () => digest([join(ROOT, 'native'), LOCKFILE], tensorflowFolder() ?? '', process.version),
  present: () => existsSync(join(ROOT, 'native', 'build', 'current.json')),
  async run() {
    const { buildBinding } = await import('../../native/build');
    return buildBinding(tensorflowFolder());
  },
};

const extension: Step = {
  name: 'JupyterLab extension',
  what: 'building the panels and viewers',
  digest: () =>
    digest(
      ['extension', 'style', 'src/protocol', 'src/errors.ts', 'src/options.ts', 'tsconfig.base.json']
        .map((name) => join(ROOT, name))
        .concat(LOCKFILE),
    ),
  present: () => existsSync(join(LABEXTENSION, 'package.json')) && existsSync(installedExtension()),
  async run() {
    removeCompiled('extension', 'lib');
    await command(...tsc('-p', 'extension'), { cwd: ROOT, purpose: 'Compiling the JupyterLab extension' });
    await command(venvProgram('jupyter-builder'), ['build', '.'], {
      cwd: join(ROOT, 'extension'),
      purpose: 'Building the JupyterLab extension',
    });
    linkExtension();
    return undefined;
  },
};

const figures: Step = {
  name: 'figures',
  what: 'building the renderer for pages without the extension',
  digest: () =>
    digest(
      ['extension/src', 'style', 'src/protocol', 'scripts/pageModule.ts']
        .map((name) => join(ROOT, name))
        .concat(LOCKFILE),
    ),
  present: () => existsSync(join(ROOT, 'dist', 'page', 'figure.js')),
  async run() {
    const { buildPageModule } = await import('../pageModule');
    return `${((await buildPageModule()) / 1e6).toFixed(1)} MB`;
  },
};

function installedExtension(): string {
  return join(VENV, 'share', 'jupyter', 'labextensions', 'tissuebook-lab');
}

/** JupyterLab in .venv finds the built extension by a link, so that a rebuild needs no second install. */
function linkExtension(): void {
  const link = installedExtension();
  mkdirSync(join(link, '..'), { recursive: true });
  rmSync(link, { recursive: true, force: true });
  symlinkSync(LABEXTENSION, link, 'junction');
}

const kernelspec: Step = {
  name: 'kernel',
  what: 'registering the kernel in .venv',
  digest: () => digest([join(ROOT, 'kernel')], ROOT, process.execPath, tensorflowFolder() ?? ''),
  present: () => existsSync(join(VENV, 'share', 'jupyter', 'kernels', 'tissuebook', 'kernel.json')),
  async run() {
    const folder = tensorflowFolder();
    const variables = [
      `TISSUEBOOK_PYTHON=${venvProgram('python')}`,
      ...(folder ? [`TISSUEBOOK_TENSORFLOW=${folder}`] : []),
    ];
    await command(
      process.execPath,
      [
        join(ROOT, 'dist', 'kernel', 'cli.js'),
        'kernel',
        'install',
        '--prefix',
        VENV,
        ...variables.flatMap((variable) => ['--env', variable]),
      ],
      { cwd: ROOT, purpose: 'Registering the kernel' },
    );
    return undefined;
  },
};

/** What a notebook needs, in the order in which each stands on the ones before. */
export const NOTEBOOK_STEPS: readonly Step[] = [
  pythonStep(
    'python environment',
    'installing JupyterLab and TensorFlow into .venv (1 to 3 minutes)',
    'requirements.txt',
  ),
  library,
  native,
  extension,
  figures,
  kernelspec,
];

/** What the tests and the wheel need beside that. */
export const TEST_STEPS: readonly Step[] = [
  ...NOTEBOOK_STEPS,
  pythonStep('test environment', 'installing anndata and the test tools into .venv', 'requirements-test.txt'),
];
