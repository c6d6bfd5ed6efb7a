import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { AnnData, BackedAnnData, DenseMatrix, highlyVariableGenes, openCohort, readH5ad, readSpatialData, readZarr, SparseMatrix, Table, writeH5ad, writeZarr } from '../../../src'; // prettier-ignore
import type { Matrix } from '../../../src/data';
import { readPart } from '../../../src/data/cohort/partOf';
import { summarize } from '../../golden/h5adSummary';
import { fixtureFiles, unpacked } from './unpacked';
import { ServedFolder } from './zarrServer';

const fixtures = join(__dirname, '..', '..', 'fixtures', 'data');
const stores = new ServedFolder('tissuebook-zarr-backed-');
const { folder } = stores;
const remote = { cacheBytes: 0 };

const dense = (matrix: Matrix): number[] => Array.from(matrix.toDense().values, Number);

/** Where the same data are, as a folder, an archive and at an address. */
function places(version: 2 | 3): string[] {
  const name = `zarr${version}.zip`;
  const path = join(folder, name);
  writeFileSync(path, zipSync(fixtureFiles(name) as Zippable, { level: 0 }));
  return [
    unpacked(name, join(folder, `zarr${version}`)),
    path,
    stores.server.serve(`v${version}.zarr`, fixtureFiles(name)),
  ];
}

describe('an AnnData that stays in a zarr store', () => {
  it.each([2, 3] as const)('gives the rows and columns that the file has, version %d', async (version) => {
    const whole = await readH5ad(join(fixtures, 'zarr.h5ad'));
    for (const path of places(version)) {
      const backed = await readZarr(path, { backed: true, ...remote });
      expect(backed).toBeInstanceOf(BackedAnnData);
      expect([backed.nObs, backed.nVars, backed.path]).toEqual([whole.nObs, whole.nVars, path]);
      expect([...backed.layers.keys()].sort()).toEqual([...whole.layers.keys()].sort());
      const cells = [whole.nObs - 1, 0, 2];
      const genes = [2, 0];
      const matrices = [[backed.X!, whole.X!], ...[...whole.layers].map(([name, matrix]) => [backed.layers.get(name)!, matrix] as const), ...[...whole.obsp].map(([name, matrix]) => [backed.obsp.get(name)!, matrix] as const)] as const;
      for (const [there, here] of matrices) {
        expect(dense(await there.readRows(1, 4, genes))).toEqual(dense(here.takeRows(Int32Array.of(1, 2, 3)).takeColumns(Int32Array.from(genes))));
        expect(dense(await there.takeRows(cells))).toEqual(dense(here.takeRows(Int32Array.from(cells))));
      }
      const [some, wanted] = [await backed.subset({ obs: cells, var: genes }), whole.subset({ obs: cells, var: genes })];
      some.uns.delete('tissuebook_source');
      expect(summarize(some)).toEqual(summarize(wanted.with({ obsp: [], raw: undefined })));
      let rows = 0;
      for await (const { data } of backed.blocks(3)) rows += data.nObs;
      expect(rows).toBe(whole.nObs);
      expect(Boolean(backed.raw)).toBe(Boolean(whole.raw));
      if (whole.raw) expect(dense(await backed.raw!.X.readRows(0, 2))).toEqual(dense(whole.raw.X.takeRows(Int32Array.of(0, 1))));
      backed.close();
      await expect(backed.X!.readRows(0, 1)).rejects.toMatchObject({ kind: 'invalid-argument', message: expect.stringMatching(/readZarr/) });
    }
  }); // prettier-ignore

  it('is fetched by the chunks that are asked for, each once', async () => {
    const [rows, columns] = [4000, 50];
    const values = Float32Array.from({ length: rows * columns }, (_, e) => (e % 7 === 0 ? e % 90 : 0));
    const X = SparseMatrix.fromDense(new DenseMatrix(rows, columns, values));
    const obs = new Table(Array.from({ length: rows }, (_, i) => `c${i}`));
    const large = new AnnData({ X, obs, var: new Table(Array.from({ length: columns }, (_, i) => `g${i}`)) });
    const path = join(folder, 'large.zarr');
    await writeZarr(large, path, { compression: 'none' });
    const all = tree(path);
    // In many chunks, as large stores have.
    const size = 1000;
    for (const name of ['data', 'indices']) {
      const meta = JSON.parse(Buffer.from(all[`X/${name}/.zarray`]).toString()) as { chunks: number[]; shape: number[] };
      const bytes = all[`X/${name}/0`];
      meta.chunks = [size];
      const consolidated = JSON.parse(Buffer.from(all['.zmetadata']).toString()) as { metadata: Record<string, unknown> };
      consolidated.metadata[`X/${name}/.zarray`] = meta;
      all['.zmetadata'] = Buffer.from(JSON.stringify(consolidated));
      for (let at = 0; at * size < meta.shape[0]; at++) all[`X/${name}/${at}`] = Buffer.concat([bytes.subarray(4 * at * size, 4 * (at + 1) * size)], 4 * size);
    }
    const backed = await readZarr(stores.server.serve('large.zarr', all), { backed: true, ...remote });
    const chunks = (): string[] => stores.server.asked.map(({ key }) => key).filter((key) => /\/X\/(data|indices)\/\d/.test(key));
    expect(chunks()).toEqual([]);
    const found = await backed.subset({ obs: [10, 3000, 11], var: [0, 7] });
    expect(dense(found.X!)).toEqual(dense(large.subset({ obs: [10, 3000, 11], var: [0, 7] }).X!));
    expect(chunks().length).toBeLessThanOrEqual(8);
    await backed.subset({ obs: [10, 3000, 11, 12] });
    expect(new Set(chunks()).size).toBe(chunks().length);
    const genes = await highlyVariableGenes(backed, { count: 5 });
    expect(genes.var.names).toEqual((await highlyVariableGenes(large, { count: 5 })).var.names);
    await writeH5ad(backed, join(folder, 'copy.h5ad'));
    expect(dense((await readH5ad(join(folder, 'copy.h5ad'))).X!)).toEqual(dense(large.X!));
  }); // prettier-ignore

  it('keeps the limits in every call, and can be stopped', async () => {
    const path = unpacked('zarr2.zip', join(folder, 'limits'));
    const backed = await readZarr(path, { backed: true, maxSeconds: 30 });
    const stop = new AbortController();
    stop.abort();
    await expect(backed.blocks(2, { signal: stop.signal }).next()).rejects.toMatchObject({ kind: 'aborted' });
    await expect(readZarr(path, { backed: true, signal: stop.signal })).rejects.toMatchObject({ kind: 'aborted' });
    await expect(readZarr(path, { backed: true, maxBytes: 100 })).rejects.toMatchObject({ kind: 'too-large' });
  });

  it('notices that it was written anew', async () => {
    const path = unpacked('zarr2.zip', join(folder, 'anew'));
    const backed = await readZarr(path, { backed: true });
    await backed.X!.readRows(0, 1);
    cpSync(join(path, 'X'), join(folder, 'X'), { recursive: true });
    rmSync(join(path, 'X'), { recursive: true });
    cpSync(join(folder, 'X'), join(path, 'X'), { recursive: true });
    await expect(backed.X!.readRows(0, 1)).rejects.toMatchObject({ kind: 'corrupt', message: expect.stringMatching(/changed/) }); // prettier-ignore
  });

  it('is a part of a cohort, as an .h5ad is', async () => {
    const whole = await readH5ad(join(fixtures, 'zarr.h5ad'));
    const cohort = await openCohort([...places(2).slice(0, 2), join(fixtures, 'zarr.h5ad')], { cells: 4 });
    expect(cohort.nObs).toBe(3 * whole.nObs);
    const [part] = cohort.parts;
    expect(dense((await readPart(part, cohort.features)).X!)).toEqual(dense(whole.X!.takeRows(Int32Array.of(0, 1, 2, 3))));
  }); // prettier-ignore

  it('may be a table of SpatialData', async () => {
    const whole = await readSpatialData(unpacked('spatialdata.zip', join(folder, 'spatial')));
    const [name, table] = [...whole.tables][0];
    const zipped = join(folder, 'spatial.zip');
    writeFileSync(zipped, readFileSync(join(fixtures, 'spatialdata.zip')));
    for (const path of [
      join(folder, 'spatial'),
      zipped,
      stores.server.serve('s.zarr', fixtureFiles('spatialdata.zip')),
    ]) {
      const backed = await readZarr(path, { group: `tables/${name}`, backed: true, ...remote });
      expect(dense(await backed.X!.readRows(0, table.nObs))).toEqual(dense(table.X!));
      expect((await readZarr(path, { group: `tables/${name}`, ...remote })).obs.index).toEqual(table.obs.index);
      await expect(readZarr(path, { group: 'tables/none', ...remote })).rejects.toMatchObject({ kind: 'missing-key' });
    }
  });
});

/** The files of a folder by their names, slashes between. */
function tree(path: string): Record<string, Uint8Array> {
  const found: Record<string, Uint8Array> = {};
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const full = join(entry.parentPath, entry.name);
    found[relative(path, full)] = new Uint8Array(readFileSync(full));
  }
  return found;
}
