import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AnnData, readParquet, readTable, Table, valuesOf, writeH5ad } from '../../../src/data';
import { EveryType } from './everyType';

const root = join(__dirname, '..', '..', '..');
const python = process.env.TISSUEBOOK_PYTHON ?? join(root, '.venv', 'bin', 'python');
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-every-table-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** pandas writes the columns of obs as text in several dialects, and as parquet where it can. */
const SCRIPT = `
import json, sys, warnings
warnings.simplefilter('ignore')
import anndata
source, folder = sys.argv[1:]
obs = anndata.read_h5ad(source).obs
obs.to_csv(folder + '/plain.csv')
obs.to_csv(folder + '/tabs.tsv.gz', sep='\\t', na_rep='NA')
obs.to_csv(folder + '/excel.csv', sep=';', decimal=',', encoding='utf-16')
obs.to_csv(folder + '/short.csv', index_label=False)
try:
    obs.to_parquet(folder + '/obs.parquet')
except ImportError:
    pass
`;

/** Values as every format can keep them: what is missing, NaN and no text at all are one in text. */
function plain(table: Table, names: readonly string[]): unknown {
  return names.map((name) => [name, valuesOf(table.get(name)).map((value) => (value === '' || Number.isNaN(value) ? null : value))]); // prettier-ignore
}

describe.skipIf(!existsSync(python))(`tables of every type that pandas writes (${python})`, () => {
  it.each([0, 1])('are read with the same names and values (seed %i)', async (seed) => {
    const rows = 7;
    const index = Array.from({ length: rows }, (_, i) => `cell${i}`);
    const obs = new EveryType(seed).table(rows, index, 'barcode');
    // In text, infinity and floats of fewer digits are what they are printed as.
    const names = obs.names.filter((name) => !['float16', 'float32', 'thirds'].includes(name));
    const source = join(folder, `${seed}.h5ad`);
    await writeH5ad(new AnnData({ obs, var: new Table([]) }), source);
    execFileSync(python, ['-c', SCRIPT, source, folder], { encoding: 'utf8' });
    const flags = (value: unknown): unknown => (value === 'True' ? true : value === 'False' ? false : value);
    const wanted = (of: readonly string[]): unknown => JSON.parse(JSON.stringify(plain(obs, of)), (_, value: unknown) => flags(value)); // prettier-ignore
    for (const name of ['plain.csv', 'tabs.tsv.gz', 'excel.csv', 'short.csv']) {
      const table = readTable(join(folder, name));
      expect([table.index, table.indexName]).toEqual([index, name === 'short.csv' ? undefined : 'barcode']);
      expect(JSON.parse(JSON.stringify(plain(table, names))), name).toEqual(wanted(names));
    }
    const path = join(folder, 'obs.parquet');
    if (!existsSync(path)) return;
    const table = await readParquet(path);
    expect([table.index, table.indexName, table.names]).toEqual([index, 'barcode', obs.names]);
    // What JSON has no word for is compared as it is: infinity, in columns of 2 bytes.
    expect(valuesOf(table.get('float16'))).toEqual(valuesOf(obs.get('float16')));
    const finite = obs.names.filter((name) => name !== 'float16');
    expect(JSON.parse(JSON.stringify(plain(table, finite)))).toEqual(wanted(finite));
  }, 60_000); // prettier-ignore
});
