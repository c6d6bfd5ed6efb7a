import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { coordinates, readXenium, unsAt, valuesOf } from '../../../src/data';

const fixture = join(__dirname, '..', '..', 'fixtures', 'data', 'xenium');
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-xenium-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const counts = JSON.parse(readFileSync(join(fixture, 'counts.json'), 'utf8')) as number[][];

describe('readXenium', () => {
  it('puts counts, cells and places together by the names of the cells', async () => {
    const adata = await readXenium(fixture);
    expect([adata.nObs, adata.var.index]).toEqual([20, Array.from({ length: 6 }, (_, j) => `GENE${j}`)]);
    expect([...adata.X!.toDense().values]).toEqual(counts.flatMap((row) => row.slice(0, 6)));
    expect(valuesOf(adata.column('transcript_counts'))).toEqual(counts.map((row) => row.slice(0, 6).reduce((a, b) => a + b))); // prettier-ignore
    const { points, unit } = coordinates(adata);
    expect([...points.row(7)]).toEqual([7 * 2.5 + 10, (7 % 5) * 4]);
    expect(unit).toBe('micrometres');
  });

  it('reads counts as text where there is no HDF5 file, packed or not', async () => {
    const copy = join(folder, 'text');
    cpSync(fixture, copy, { recursive: true });
    rmSync(join(copy, 'cell_feature_matrix.h5'));
    const wanted = await readXenium(fixture, { genesOnly: false });
    const { X, obs, var: features } = wanted;
    const entries = [...X!.toDense().values].flatMap((value, e) => (value ? [`${(e % 8) + 1} ${Math.floor(e / 8) + 1} ${value}`] : []));
    const types = valuesOf(features.get('feature_types'));
    const place = join(copy, 'cell_feature_matrix');
    mkdirSync(place);
    writeFileSync(join(place, 'matrix.mtx'), `%%MatrixMarket matrix coordinate integer general\n8 20 ${entries.length}\n${entries.join('\n')}\n`);
    writeFileSync(join(place, 'barcodes.tsv'), `${obs.index.join('\n')}\n`);
    writeFileSync(join(place, 'features.tsv'), features.index.map((name, j) => `${name}\t${name}\t${String(types[j])}\n`).join(''));
    expect((await readXenium(copy, { genesOnly: false })).X!.toDense()).toEqual(X!.toDense());
    execFileSync('tar', ['-czf', `${place}.tar.gz`, '-C', copy, 'cell_feature_matrix']);
    rmSync(place, { recursive: true });
    expect((await readXenium(copy, { genesOnly: false })).X!.toDense()).toEqual(X!.toDense());
  }); // prettier-ignore

  it('keeps facts of the experiment and names the images', async () => {
    const { uns } = await readXenium(fixture, { library: 'left' });
    expect(unsAt(uns, 'spatial', 'left', 'metadata', 'pixel_size')).toBe(0.2125);
    expect(unsAt(uns, 'spatial', 'left', 'images', 'morphology_focus_0000')).toBe('morphology_focus/morphology_focus_0000.ome.tif'); // prettier-ignore
  });

  it('reads cells.csv.gz where there is no parquet file, and control probes when asked', async () => {
    const copy = join(folder, 'copy');
    cpSync(fixture, copy, { recursive: true });
    rmSync(join(copy, 'cells.parquet'));
    const [older, newer] = [await readXenium(copy, { genesOnly: false }), await readXenium(fixture)];
    expect(older.nVars).toBe(8);
    expect(older.obsm.get('spatial')).toEqual(newer.obsm.get('spatial'));
    expect(valuesOf(older.column('cell_area'))).toEqual(valuesOf(newer.column('cell_area')));
    rmSync(join(copy, 'cells.csv.gz'));
    await expect(readXenium(copy)).rejects.toMatchObject({ kind: 'file-not-found', message: /cells.parquet/ as never });
    await expect(readXenium(join(folder, 'none'))).rejects.toMatchObject({ kind: 'file-not-found' });
  });
});
