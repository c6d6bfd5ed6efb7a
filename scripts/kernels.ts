import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from './setup/command';
import { ROOT } from './setup/paths';
import { main } from './setup/report';

const FOLDER = join(ROOT, 'src', 'wasm');

/** npx tsx scripts/kernels.ts: compiles src/wasm/kernels, which are AssemblyScript, into src/wasm/kernelBytes.ts. */
export async function compileKernels(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tissuebook-kernels-'));
  try {
    const file = join(folder, 'kernels.wasm');
    const memory = ['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'];
    const features = ['--enable', 'simd', '--enable', 'threads', '--noAssert', '--runtime', 'stub'];
    const compiler = join(ROOT, 'node_modules', 'assemblyscript', 'bin', 'asc.js');
    const source = join('src', 'wasm', 'kernels', 'index.ts');
    await command(process.execPath, [compiler, source, '-o', file, '-O3', ...features, ...memory], {
      cwd: ROOT,
      purpose: 'Compiling the kernels',
    });
    return readFileSync(file).toString('base64');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (require.main === module) {
  void main(async () => {
    const lines = (await compileKernels()).match(/.{1,110}/g)!.map((line) => `  '${line}'`);
    const head = '// Made by scripts/kernels.ts from src/wasm/kernels.\n';
    writeFileSync(join(FOLDER, 'kernelBytes.ts'), `${head}export const KERNELS =\n${lines.join(' +\n')};\n`);
    return 0;
  });
}
