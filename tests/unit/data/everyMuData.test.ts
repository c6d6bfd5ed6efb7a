import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AnnData, MuData, readH5mu, Table, writeH5mu } from '../../../src/data';
import { everything } from './everything';
import { EveryType } from './everyType';

const root = join(__dirname, '..', '..', '..');
const python = process.env.TISSUEBOOK_PYTHON ?? join(root, '.venv', 'bin', 'python');
const usable = existsSync(python) && spawnSync(python, ['-c', 'import mudata']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-every-mudata-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** mudata reads and writes; text stays text in its hands, as convert_strings_to_categoricals=False keeps it in anndata's. */
const SCRIPT = `
import sys, warnings
warnings.simplefilter('ignore')
import anndata, mudata
mudata.set_options(pull_on_update=False)
for kind in (anndata.AnnData, mudata.MuData):
    kind.strings_to_categoricals = lambda self, table=None: table
mudata.read_h5mu(sys.argv[1]).write_h5mu(sys.argv[2])
`;

/** Two modalities that share some cells, the second in another order, and a table of the whole. */
function example(seed: number): MuData {
  const types = new EveryType(seed);
  const [rna, prot] = [types.data(), types.data()];
  const second = prot.subset({ obs: Array.from({ length: prot.nObs }, (_, i) => prot.nObs - 1 - i) });
  const { obs, var: features } = new MuData({ mod: { rna, prot: second } });
  const tables = [obs, features].map(({ length, index }) => {
    const made = types.table(length, index);
    // In the tables of the whole mudata makes float64 of float16, and forgets how the names of features are called.
    const names = made.names.filter((name) => name !== 'float16');
    const indexName = index === obs.index ? made.indexName : undefined;
    return new Table(index, names.map((name) => [name, made.get(name)]), { indexName }); // prettier-ignore
  }) as [Table, Table];
  return new MuData({ mod: { rna, prot: second }, obs: tables[0], var: tables[1], uns: rna.uns });
}

function whole(mdata: MuData, throughPython: boolean): unknown {
  return {
    maps: [mdata.obsmap, mdata.varmap].map((map) => [...map].map(([name, rows]) => [name, [...rows]])),
    mod: [...mdata.mod].map(([name, adata]) => [name, everything(adata, throughPython)]),
    whole: everything(new AnnData({ obs: mdata.obs, var: mdata.var, uns: mdata.uns }), throughPython),
  };
}

describe.skipIf(!usable)(`several modalities of every type, through mudata (needs mudata in ${python})`, () => {
  it.each([0, 1])('are the same after writing, in mudata, and after reading (seed %i)', async (seed) => {
    const mdata = example(seed);
    const [ours, theirs] = [join(folder, `${seed}ours.h5mu`), join(folder, `${seed}theirs.h5mu`)];
    await writeH5mu(mdata, ours);
    expect(whole(await readH5mu(ours), false)).toEqual(whole(mdata, false));
    execFileSync(python, ['-c', SCRIPT, ours, theirs]);
    expect(whole(await readH5mu(theirs), true)).toEqual(whole(mdata, true));
  }, 120_000); // prettier-ignore
});
