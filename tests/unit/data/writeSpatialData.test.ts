import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../src/cacheFolder';
import {
  type AnnData,
  coordinates,
  DenseMatrix,
  keepRegions,
  readParquet,
  readSpatialData,
  valuesOf,
  writeSpatialData,
} from '../../../src/data';
import { example } from './example';

/** The Python of the peers that benchmarks are run beside, where it was set up. */
const python = join(cacheFolder(), 'peers', 'bin', 'python');
const usable = existsSync(python) && spawnSync(python, ['-c', 'import spatialdata']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-write-spatialdata-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function some(): AnnData {
  const adata = example();
  adata.uns.delete('records');
  keepRegions(adata, [
    { name: 'core', corners: [[0, 0], [4, 0], [4, 3]] },
    { name: 'rims', pieces: [[[[0, 0], [9, 0], [9, 9], [0, 9]], [[1, 1], [2, 1], [2, 2]]], [[[20, 20], [21, 20], [21, 22]]]] },
  ]); // prettier-ignore
  return adata;
}

describe('writeSpatialData', () => {
  it('is read back: the table, its cells as circles, its regions as polygons', async () => {
    const path = join(folder, 'one.zarr');
    const { notices } = await writeSpatialData(some(), path, { radius: 4 });
    expect(notices).toContain('"table": uns["__proto__"] was written as "proto__": spatialdata has no such names.');
    const data = await readSpatialData(path);
    expect([[...data.tables.keys()], [...data.shapes.keys()], data.notices]).toEqual([['table'], ['table_cells', 'table_regions'], []]); // prettier-ignore
    const table = data.tables.get('table')!;
    expect(table.X!.toDense().values).toEqual(some().X!.toDense().values);
    expect([...coordinates(table).points.values]).toEqual([...some().obsm.get('spatial')!.values]);
    const cells = data.shapes.get('table_cells')!;
    expect([valuesOf(cells.get('x')), valuesOf(cells.get('radius'))]).toEqual([[0, 1, 0, 5, 6], [4, 4, 4, 4, 4]]); // prettier-ignore
    expect((valuesOf(data.shapes.get('table_regions')!.get('x')) as number[])[0]).toBeCloseTo(8 / 3, 9);
    const names = await readParquet(join(path, 'shapes', 'table_regions', 'shapes.parquet'), { columns: ['name'] });
    expect(valuesOf(names.get('name'))).toEqual(['core', 'rims']);
  });

  it('writes several tables, and those without positions alone', async () => {
    const path = join(folder, 'two.zarr');
    const [plain, deep] = [some(), some()];
    plain.obsm.delete('spatial');
    deep.obsm.set('spatial', new DenseMatrix(5, 3, new Float64Array(15)));
    const { notices } = await writeSpatialData({ left: some(), plain, deep }, path);
    expect(notices.join(' ')).toContain('The cells of "deep" have no shapes');
    const data = await readSpatialData(path);
    expect([...data.tables.keys()].sort()).toEqual(['deep', 'left', 'plain']);
    expect([...data.shapes.keys()]).toContain('left_cells');
  });

  it('refuses names that spatialdata refuses, and writes nothing then', async () => {
    const path = join(folder, 'none.zarr');
    for (const name of ['a/b', '__x', '']) await expect(writeSpatialData({ [name]: some() }, path)).rejects.toMatchObject({ kind: 'invalid-argument' }); // prettier-ignore
    await expect(writeSpatialData({}, path)).rejects.toMatchObject({ kind: 'invalid-argument' });
    expect(existsSync(path)).toBe(false);
  });
});

const SCRIPT = `
import json, sys, warnings
warnings.simplefilter('ignore')
import spatialdata
s = spatialdata.read_zarr(sys.argv[1])
t = s['left']
elements, joined = spatialdata.join_spatialelement_table(sdata=s, spatial_element_names='left_cells', table_name='left', how='left')
print('\\n' + json.dumps({
    'tables': sorted(s.tables), 'shapes': sorted(s.shapes), 'x': t.X.toarray().tolist(), 'region': list(map(str, t.obs['region'].unique())),
    'cells': [[p.x, p.y] for p in s['left_cells'].geometry], 'radius': s['left_cells'].radius.tolist(), 'systems': s.coordinate_systems,
    'areas': s['left_regions'].area.tolist(), 'names': s['left_regions']['name'].tolist(), 'valid': bool(s['left_regions'].is_valid.all()), 'joined': joined.n_obs,
}))
s.write(sys.argv[2])
`;

describe.skipIf(!usable)(`spatialdata in Python (${python})`, () => {
  it('opens what was written, joins table and shapes, and writes it again', async () => {
    const [ours, theirs] = [join(folder, 'ours.zarr'), join(folder, 'theirs.zarr')];
    await writeSpatialData({ left: some() }, ours, { radius: 2.5 });
    const said = execFileSync(python, ['-c', SCRIPT, ours, theirs], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }); // prettier-ignore
    expect(JSON.parse(said.trim().split('\n').find((line) => line.startsWith('{'))!)).toEqual({
      tables: ['left'],
      shapes: ['left_cells', 'left_regions'],
      x: [[1, 0, 2], [0, 0, 0], [0, 3, 0], [4, 5, 6], [0, 0, 0.5]],
      region: ['left_cells'],
      cells: [[0, 0], [1, 0], [0, 1], [5, 5], [6, 5]],
      radius: [2.5, 2.5, 2.5, 2.5, 2.5],
      systems: ['global'],
      areas: [6, 81.5],
      names: ['core', 'rims'],
      valid: true,
      joined: 5,
    }); // prettier-ignore
    const again = await readSpatialData(theirs);
    expect([...coordinates(again.tables.get('left')!).points.values]).toEqual([...some().obsm.get('spatial')!.values]);
  }, 90_000);
});
