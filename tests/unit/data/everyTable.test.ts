import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AnnData, readParquet, readTable, Table, valuesOf, writeH5ad } from '../../../src/data';
import { EveryType } from './everyType';

const root = join(__dirname, '..', '..', '..');
const python = process.env.TISSUEBOOK_PYTHON ?? join(root, '.venv', 'bin', 'python');
const pyarrow = existsSync(python) && spawnSync(python, ['-c', 'import pyarrow']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-every-table-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** pandas writes the columns of obs as text in several dialects, and as parquet. */
const SCRIPT = `
import json, sys, warnings
warnings.simplefilter('ignore')
import anndata
source, folder, kind = sys.argv[1:]
obs = anndata.read_h5ad(source).obs
if kind == 'parquet':
    obs.to_parquet(folder + '/obs.parquet')
else:
    obs.to_csv(folder + '/plain.csv')
    obs.to_csv(folder + '/tabs.tsv.gz', sep='\\t', na_rep='NA')
    obs.to_csv(folder + '/excel.csv', sep=';', decimal=',', encoding='utf-16')
    obs.to_csv(folder + '/short.csv', index_label=False)
`;

/** Values as every format can keep them: what is missing, NaN and no text at all are one in text. */
function plain(table: Table, names: readonly string[]): unknown {
  return names.map((name) => [name, valuesOf(table.get(name)).map((value) => (value === '' || Number.isNaN(value) ? null : value))]); // prettier-ignore
}

describe.skipIf(!existsSync(python))(`tables of every type that pandas writes (${python})`, () => {
  it.each([0, 1])(
    'as text in several dialects are read with the same names and values (seed %i)',
    async (seed) => {
      const obs = await written(seed, 'text');
      // In text, infinity and floats of fewer digits are what they are printed as.
      const names = obs.names.filter((name) => !['float16', 'float32', 'thirds'].includes(name));
      for (const name of ['plain.csv', 'tabs.tsv.gz', 'excel.csv', 'short.csv']) {
        const table = readTable(join(folder, name));
        expect([table.index, table.indexName]).toEqual([obs.index, name === 'short.csv' ? undefined : 'barcode']);
        expect(JSON.parse(JSON.stringify(plain(table, names))), name).toEqual(wanted(obs, names));
      }
    },
    60_000,
  );

  it.skipIf(!pyarrow).each([0, 1])('as parquet are read with the same names and values (needs pyarrow; seed %i)', async (seed) => {
    const obs = await written(seed, 'parquet');
    const table = await readParquet(join(folder, 'obs.parquet'));
    expect([table.index, table.indexName, table.names]).toEqual([obs.index, 'barcode', obs.names]);
    // What JSON has no word for is compared as it is: infinity, in columns of 2 bytes.
    expect(valuesOf(table.get('float16'))).toEqual(valuesOf(obs.get('float16')));
    const finite = obs.names.filter((name) => name !== 'float16');
    expect(JSON.parse(JSON.stringify(plain(table, finite)))).toEqual(wanted(obs, finite));
  }, 60_000); // prettier-ignore
});

/** A table of every type, which Python has written. */
async function written(seed: number, as: 'text' | 'parquet'): Promise<Table> {
  const index = Array.from({ length: 7 }, (_, i) => `cell${i}`);
  const obs = new EveryType(seed).table(index.length, index, 'barcode');
  const source = join(folder, `${seed}.h5ad`);
  await writeH5ad(new AnnData({ obs, var: new Table([]) }), source);
  execFileSync(python, ['-c', SCRIPT, source, folder, as], { encoding: 'utf8' });
  return obs;
}

function wanted(obs: Table, names: readonly string[]): unknown {
  const flags = (value: unknown): unknown => (value === 'True' ? true : value === 'False' ? false : value);
  return JSON.parse(JSON.stringify(plain(obs, names)), (_, value: unknown) => flags(value));
}
