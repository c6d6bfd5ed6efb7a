import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transpileModule } from 'typescript';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ROOT } from '../../../scripts/setup/paths';
import * as tissuebook from '../../../src';
import { AnnData, DenseMatrix, SparseMatrix, Table, writeH5ad } from '../../../src';
import { Random } from '../../../src/random';

const folder = mkdtempSync(join(tmpdir(), 'tissuebook-scanpy-'));
const text = readFileSync(join(ROOT, 'docs', 'scanpy.md'), 'utf8');
const blocks = [...text.matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code!);
/** The cells of the middle column of all tables: our calls. */
const calls = [...text.matchAll(/^\| [^|]+ \| ([^|]+) \|/gm)].map(([, cell]) => cell!);

/** Counts of two types of cells, which lie apart, in two sections. */
function tissue(): AnnData {
  const random = new Random(3);
  const [cells, genes] = [160, 60];
  const type = Array.from({ length: cells }, (_, i) => (i % 2 ? 'B cell' : 'T cell'));
  const counts = Float32Array.from({ length: cells * genes }, (_, e) => {
    const marker = (e % genes) % 2 === Math.floor(e / genes) % 2;
    return Math.floor(-(marker ? 4 : 1) * Math.log(1 - random.uniform()));
  });
  const places = type.map((name) => [random.uniform(0, 100) + (name === 'T cell' ? 60 : 0), random.uniform(0, 100)]);
  return new AnnData({
    X: SparseMatrix.fromDense(new DenseMatrix(cells, genes, counts)),
    obs: new Table(
      type.map((_, i) => `cell${i}`),
      [
        ['cell_type', type],
        ['section', type.map((_, i) => `s${i % 3 ? 1 : 2}`)],
      ],
    ),
    var: new Table(Array.from({ length: genes }, (_, j) => `gene${j}`)),
    obsm: [['spatial', DenseMatrix.fromRows(places)]],
  });
}

/** Runs the examples of the page one after the other, as cells of one notebook; gives the data at the end. */
async function runPage(): Promise<AnnData> {
  const program = blocks
    .join('\n')
    .replace(/^import \{([^}]*)\} from 'tissuebook';/gm, 'const {$1} = tissuebook;')
    .replace(/'(\w+\.h5ad)'/g, (_, name: string) => JSON.stringify(join(folder, name)));
  const { outputText } = transpileModule(`export async function page(tissuebook: any) {${program}\nreturn adata;}`, {
    compilerOptions: { target: 9, module: 1 },
  });
  const module = { exports: {} as { page(library: unknown): Promise<AnnData> } };
  new Function('exports', outputText)(module.exports);
  return module.exports.page(tissuebook);
}

describe('docs/scanpy.md', () => {
  let adata: AnnData;

  beforeAll(async () => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
    await writeH5ad(tissue(), join(folder, 'tissue.h5ad'));
    adata = await runPage();
  }, 120_000);

  afterAll(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
  });

  it('names keys that its examples write', () => {
    const keys = [...text.matchAll(/`(obs|var|obsm|varm|obsp|uns)\['([\w ]+)'\]`/g)];
    expect(keys.length).toBeGreaterThan(12);
    for (const [whole, part, key] of keys) {
      expect((adata[part as 'obs' | 'obsm'] as { has(name: string): boolean }).has(key!), whole).toBe(true);
    }
  });

  it('names functions that the library has, and runs all that write keys or draw', () => {
    const named = calls.flatMap((cell) => [...cell.matchAll(/`(?:await )?([a-z]\w*)[`(]/g)].map(([, name]) => name!));
    const functions = [...new Set(named)].filter((name) => name !== 'toMatrix' && name !== 'addTo');
    expect(functions.length).toBeGreaterThan(25);
    expect(functions.filter((name) => typeof tissuebook[name as keyof typeof tissuebook] !== 'function')).toEqual([]);
    const used = blocks.join('\n');
    const unused = functions.filter((name) => !new RegExp(`\\b${name}\\(`).test(used));
    expect(unused.sort()).toEqual([
      'concat',
      'delaunayGraph',
      'gridGraph',
      'read10xH5',
      'readCosmx',
      'readMerscope',
      'readSpatialData',
      'readVisium',
      'readZarr',
      'writeSpatialData',
      'writeZarr',
    ]);
  });
});
