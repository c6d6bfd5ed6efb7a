import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnnData, coordinates, read10xH5, readVisium, SparseMatrix, unsAt, valuesOf } from '../../../src/data';
import { TissuebookError } from '../../../src/errors';
import { gridGraph } from '../../../src/graph';
import { damaged, seededDraws } from './damage';

const python = process.env.TISSUEBOOK_PYTHON ?? join(__dirname, '..', '..', '..', '.venv', 'bin', 'python');
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-tenx-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes what Cell Ranger 3 and 2 and Space Ranger write, in h5py's hands; prints the counts. */
const SCRIPT = `
import h5py, json, numpy as np, os, sys
from scipy import sparse
root = sys.argv[1]
rng = np.random.default_rng(0)
x = rng.poisson(0.6, (12, 8)).astype(np.int32)
m = sparse.csc_matrix(x.T)
barcodes = np.array([f'CELL{i:02d}-1' for i in range(12)], dtype='S18')
names = np.array(['A', 'B', 'B', 'D', 'E', 'F', 'CD3', 'CD4'], dtype='S40')
ids = np.array([f'ENSG{i}' for i in range(8)], dtype='S40')
def counts(g):
    for name, value in (('data', m.data), ('indices', m.indices.astype(np.int64)), ('indptr', m.indptr.astype(np.int64)),
                        ('shape', np.array(m.shape, np.int32)), ('barcodes', barcodes)):
        g.create_dataset(name, data=value, compression='gzip' if name != 'shape' else None)
with h5py.File(f'{root}/new.h5', 'w') as f:
    counts(f.create_group('matrix'))
    g = f['matrix'].create_group('features')
    types = np.array(['Gene Expression'] * 6 + ['Antibody Capture'] * 2, dtype='S40')
    for name, value in (('name', names), ('id', ids), ('feature_type', types), ('genome', np.array(['GRCh38'] * 8, dtype='S10'))):
        g[name] = value
    g['_all_tag_keys'] = np.array(['genome'], dtype='S10')
with h5py.File(f'{root}/old.h5', 'w') as f:
    counts(f.create_group('hg19'))
    f['hg19']['gene_names'], f['hg19']['genes'] = names, ids
os.makedirs(f'{root}/section/spatial')
os.link(f'{root}/new.h5', f'{root}/section/filtered_feature_bc_matrix.h5')
rows = [f'CELL{i:02d}-1,{int(i != 3)},{i // 4},{2 * (i % 4) + (i // 4) % 2},{100 * (i // 4)},{50 * i}' for i in reversed(range(12))]
header = 'barcode,in_tissue,array_row,array_col,pxl_row_in_fullres,pxl_col_in_fullres'
open(f'{root}/section/spatial/tissue_positions.csv', 'w').write('\\n'.join([header] + rows))
open(f'{root}/positions_list.csv', 'w').write('\\n'.join(rows))
json.dump({'spot_diameter_fullres': 89.5, 'tissue_hires_scalef': 0.17, 'other': 'x'}, open(f'{root}/section/spatial/scalefactors_json.json', 'w'))
print(json.dumps(x.tolist()))
`;

describe.skipIf(!existsSync(python))(`files of 10x Genomics, written by h5py (${python})`, () => {
  let counts: number[][] = [];
  beforeAll(() => {
    counts = JSON.parse(execFileSync(python, ['-c', SCRIPT, folder], { encoding: 'utf8' })) as number[][];
  }, 60_000);

  it('counts of version 3 have names, types and the genes alone, unless all are asked for', async () => {
    const adata = await read10xH5(join(folder, 'new.h5'), { genesOnly: false });
    expect([...adata.X!.toDense().values]).toEqual(counts.flat());
    expect(adata.X).toBeInstanceOf(SparseMatrix);
    expect(adata.obs.index[11]).toBe('CELL11-1');
    expect(adata.var.index).toEqual(['A', 'B', 'B', 'D', 'E', 'F', 'CD3', 'CD4']);
    expect(valuesOf(adata.var.get('feature_types'))[6]).toBe('Antibody Capture');
    expect((await read10xH5(join(folder, 'new.h5'))).var.index).toHaveLength(6);
  });

  it('counts of version 2 are read', async () => {
    const adata = await read10xH5(join(folder, 'old.h5'));
    expect([...adata.X!.toDense().values]).toEqual(counts.flat());
    expect(valuesOf(adata.var.get('gene_ids'))[1]).toBe('ENSG1');
  });

  it('a Visium folder gives positions by barcode, scale factors, and the spots under tissue', async () => {
    const adata = await readVisium(join(folder, 'section'));
    expect(adata.nObs).toBe(11);
    expect(adata.obs.index).not.toContain('CELL03-1');
    const at = adata.obs.index.indexOf('CELL05-1');
    expect([...coordinates(adata).points.row(at)]).toEqual([250, 100]);
    expect(unsAt(adata.uns, 'spatial', 'section', 'scalefactors')).toEqual(new Map([['spot_diameter_fullres', 89.5], ['tissue_hires_scalef', 0.17]])); // prettier-ignore
    expect(gridGraph(adata).neighbors(at).length).toBeGreaterThanOrEqual(4);
    expect((await readVisium(join(folder, 'section'), { inTissue: false })).nObs).toBe(12);
  });

  it('the older file of positions, without a header, gives the same', async () => {
    const want = await readVisium(join(folder, 'section'));
    const spatial = join(folder, 'section', 'spatial');
    renameSync(join(spatial, 'tissue_positions.csv'), join(spatial, 'kept.csv'));
    writeFileSync(join(spatial, 'tissue_positions_list.csv'), readFileSync(join(folder, 'positions_list.csv')));
    const found = await readVisium(join(folder, 'section'));
    expect(found.obsm.get('spatial')).toEqual(want.obsm.get('spatial'));
    expect(found.obs.index).toEqual(want.obs.index);
    rmSync(join(spatial, 'tissue_positions_list.csv'));
    await expect(readVisium(join(folder, 'section'))).rejects.toMatchObject({ kind: 'file-not-found' });
    renameSync(join(spatial, 'kept.csv'), join(spatial, 'tissue_positions.csv'));
  });

  it('damaged counts are read or refused', async () => {
    const sound = readFileSync(join(folder, 'new.h5'));
    const draw = seededDraws(6);
    for (let i = 0; i < 40; i++) {
      writeFileSync(join(folder, 'damaged.h5'), damaged(sound, draw));
      const found = await read10xH5(join(folder, 'damaged.h5'), { maxBytes: 2 ** 26, maxSeconds: 1 }).catch((e: unknown) => e); // prettier-ignore
      expect(found instanceof AnnData || found instanceof TissuebookError, String(found)).toBe(true);
    }
  });

  it('refuses what is no such file or folder', async () => {
    const h5ad = join(__dirname, '..', '..', 'fixtures', 'golden', 'h5ad', 'csr_int64.h5ad');
    await expect(read10xH5(h5ad)).rejects.toMatchObject({ kind: 'unsupported-encoding', message: /readH5ad/ as never });
    await expect(readVisium(join(folder, 'nothing'))).rejects.toMatchObject({ kind: 'file-not-found' });
    await expect(readVisium(folder)).rejects.toMatchObject({ kind: 'file-not-found' });
  });
});
