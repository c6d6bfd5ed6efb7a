import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from '../setup/command';

/** In a wheel the places of Node and of the kernel are not known yet: the launcher finds them. Jupyter puts its Python in. */
const LAUNCHER = ['python', '-m', 'tissuebook', 'start-kernel', '--connection-file', '{connection_file}'];

/** Writes the kernelspec that the wheel carries into `target`: the kernel's own, started through the launcher. */
export async function writeKernelspec(root: string, target: string): Promise<void> {
  const prefix = mkdtempSync(join(tmpdir(), 'tissuebook-kernelspec-'));
  try {
    await command(process.execPath, [join(root, 'dist', 'kernel', 'cli.js'), 'kernel', 'install', '--prefix', prefix], {
      cwd: root,
      purpose: 'Writing the kernelspec',
    });
    rmSync(target, { recursive: true, force: true });
    cpSync(join(prefix, 'share', 'jupyter', 'kernels', 'tissuebook'), target, { recursive: true });
  } finally {
    rmSync(prefix, { recursive: true, force: true });
  }
  const file = join(target, 'kernel.json');
  const spec = JSON.parse(readFileSync(file, 'utf8')) as { argv: string[] };
  writeFileSync(file, `${JSON.stringify({ ...spec, argv: LAUNCHER }, undefined, 2)}\n`);
}
