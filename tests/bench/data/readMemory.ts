import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonOfPeers } from '../../../scripts/bench/peers';
import { writeInput } from './writeInput';

/**
 * The memory of reading a file, in processes that do nothing else: npx tsx tests/bench/data/readMemory.ts. Ours runs the built
 * library (npm run build), the peer the Python of npm run bench. Prints for each how much was resident (MB) when the
 * library was loaded, at the most in the first reading, and at the most in four further ones. Linux only.
 */
function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'tissuebook-bench-'));
  const dist = join(__dirname, '..', '..', '..', 'dist', 'src');
  const python = pythonOfPeers();
  const sides: Record<string, (path: string) => string[]> = {
    'tissuebook, its room for data': (path) => [process.execPath, '--expose-gc', '-e', OURS, join(dist, 'data'), path],
    'tissuebook, all of it': (path) => [process.execPath, '--expose-gc', '-e', OURS, dist, path],
    anndata: (path) => [python, '-W', 'ignore', '-c', PEER, 'anndata', path],
    'anndata, with scanpy and squidpy': (path) => [python, '-W', 'ignore', '-c', PEER, 'anndata,scanpy,squidpy', path],
  };
  try {
    console.log('| file | in | loaded | first reading | further readings |\n|---|---|---|---|---|');
    for (const name of ['read_csr_50k_2k', 'read_dense_20k_2k'] as const) {
      const path = writeInput(name, folder);
      for (const [side, command] of Object.entries(sides)) {
        const [program, ...args] = command(path);
        const numbers = execFileSync(program!, args, { encoding: 'utf8' }).trim().split(/\s+/);
        console.log(`| ${[name, side, ...numbers].join(' | ')} |`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const OURS = `
const { readFileSync, writeFileSync } = require('node:fs');
const [library, path] = process.argv.slice(1);
const mb = (key) => Math.round(readFileSync('/proc/self/status', 'utf8').match(key + ':\\\\s+(\\\\d+)')[1] / 1024);
const read = async () => {
  gc();
  writeFileSync('/proc/self/clear_refs', '5');
  await readH5ad(path);
  return mb('VmHWM');
};
const { readH5ad } = require(library);
console.log(mb('VmRSS'));
read().then(async (first) => {
  let most = 0;
  for (let i = 0; i < 4; i++) most = Math.max(most, await read());
  console.log(first, most);
});`;

const PEER = `
import gc, importlib, re, sys
for name in sys.argv[1].split(','):
    importlib.import_module(name)
import anndata
def mb(key):
    return int(re.search(key + r':\\s+(\\d+)', open('/proc/self/status').read())[1]) // 1024
def read():
    gc.collect()
    open('/proc/self/clear_refs', 'w').write('5')
    data = anndata.read_h5ad(sys.argv[2])
    return mb('VmHWM')
print(mb('VmRSS'))
print(read(), max(read() for _ in range(4)))`;

main();
