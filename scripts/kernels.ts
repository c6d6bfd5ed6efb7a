import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from './setup/command';
import { ROOT } from './setup/paths';
import { main } from './setup/report';

const SOURCES = join('src', 'wasm', 'kernels');

/** Compiles src/wasm/kernels, which are AssemblyScript; base64. */
export async function compileKernels(): Promise<string> {
  const memory = ['--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'];
  const bytes = await compile(join(SOURCES, 'index.ts'), [
    '--enable',
    'simd',
    '--enable',
    'threads',
    '--importMemory',
    ...memory,
  ]);
  return bytes.toString('base64');
}

/** Compiles exp, log and their like into a module of its own: they bring tables, for which the others' memory has no place; base64. */
export async function compileElementary(): Promise<string> {
  const bytes = await compile(join(SOURCES, 'elementary', 'index.ts'), []);
  return bytes.toString('base64');
}

/** Compiles HDF5's filter LZF into a module that Emscripten loads into a running program; base64. */
export async function compileLzf(): Promise<string> {
  const bytes = await compile(join(SOURCES, 'hdf5', 'lzf.ts'), ['--importMemory', '--noExportMemory']);
  return Buffer.concat([bytes.subarray(0, 8), loadable(), bytes.subarray(8)]).toString('base64');
}

/** The section by which Emscripten knows such a module (dylink.0): it asks for no memory and no table of its own. */
function loadable(): Buffer {
  const name = Buffer.from('dylink.0');
  const body = Buffer.concat([Buffer.of(name.length), name, Buffer.of(1, 4, 0, 0, 0, 0)]);
  return Buffer.concat([Buffer.of(0, body.length), body]);
}

async function compile(source: string, options: readonly string[]): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'tissuebook-kernels-'));
  try {
    const file = join(folder, 'kernels.wasm');
    const compiler = join(ROOT, 'node_modules', 'assemblyscript', 'bin', 'asc.js');
    const always = ['-O3', '--noAssert', '--runtime', 'stub'];
    await command(process.execPath, [compiler, source, '-o', file, ...always, ...options], {
      cwd: ROOT,
      purpose: 'Compiling the kernels',
    });
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(path: string, name: string, base64: string): void {
  const lines = base64.match(/.{1,110}/g)!.map((line) => `  '${line}'`);
  const head = '// Made by scripts/kernels.ts from src/wasm/kernels.\n';
  writeFileSync(join(ROOT, path), `${head}export const ${name} =\n${lines.join(' +\n')};\n`);
}

/** npx tsx scripts/kernels.ts: writes what is compiled into src/wasm/kernelBytes.ts, src/wasm/elementaryBytes.ts and src/data/h5ad/lzfBytes.ts. */
if (require.main === module) {
  void main(async () => {
    write(join('src', 'wasm', 'kernelBytes.ts'), 'KERNELS', await compileKernels());
    write(join('src', 'wasm', 'elementaryBytes.ts'), 'ELEMENTARY', await compileElementary());
    write(join('src', 'data', 'h5ad', 'lzfBytes.ts'), 'LZF', await compileLzf());
    return 0;
  });
}
