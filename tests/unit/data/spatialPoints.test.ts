import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DenseMatrix, readSpatialData, type SpatialData, valuesOf } from '../../../src/data';
import { unpacked } from './unpacked';

const folder = mkdtempSync(join(tmpdir(), 'tissuebook-points-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What spatialdata says of the same folder, by makePoints.py. */
const wanted = JSON.parse(readFileSync(join(__dirname, '../../fixtures/data/spatialdataPoints.json'), 'utf8')) as {
  mask: number[][];
  x: number[];
  y: number[];
  gene: string[];
  cell_id: number[];
};

describe('labels and points of SpatialData', () => {
  let data: SpatialData;
  beforeAll(async () => {
    data = await readSpatialData(unpacked('spatialdataPoints.zip', join(folder, 'sound')));
  });

  it('are named first', () => {
    expect([data.labels, data.points, data.notices]).toEqual([['cells'], ['transcripts'], []]);
    expect(data.toString()).toMatch(/labels: cells\n {2}points: transcripts/);
  });

  it('gives labels as pixels, with the way to them from the coordinate system', async () => {
    const image = await data.labelImage('cells');
    const { values } = await image.region({ x: 0, y: 0, width: 50, height: 40 });
    expect(Array.from(values)).toEqual(wanted.mask.flat());
    // Pixels are half a unit wide.
    expect([...data.pixelsOf('cells', DenseMatrix.fromRows([[10, 5]])).values]).toEqual([20, 10]);
  });

  it('reads points of all parts, moved as spatialdata moves them', async () => {
    const table = await data.readPoints('transcripts');
    expect(table.length).toBe(60);
    for (const axis of ['x', 'y'] as const)
      (valuesOf(table.get(axis)) as number[]).forEach((at, i) => expect(at).toBeCloseTo(wanted[axis][i]!, 9));
    expect(valuesOf(table.get('gene'))).toEqual(wanted.gene);
    expect(valuesOf(table.get('cell_id'))).toEqual(wanted.cell_id);
  });

  it('keeps the points of some features, and some columns', async () => {
    const table = await data.readPoints('transcripts', { features: ['VIM', 'nothing'], columns: ['gene'] });
    expect([...table.names].sort()).toEqual(['gene', 'x', 'y']);
    expect(table.length).toBe(wanted.gene.filter((gene) => gene === 'VIM').length);
    const first = wanted.gene.indexOf('VIM');
    expect((valuesOf(table.get('x')) as number[])[0]).toBeCloseTo(wanted.x[first]!, 9);
  });

  it('refuses names that are not there, and what is more than it may take', async () => {
    await expect(data.readPoints('cells')).rejects.toMatchObject({ kind: 'missing-key' });
    await expect(data.labelImage('mask')).rejects.toMatchObject({ kind: 'missing-key' });
    await expect(data.readPoints('transcripts', { columns: ['nothing'] })).rejects.toMatchObject({ kind: 'missing-key' }); // prettier-ignore
    await expect(data.readPoints('transcripts', { maxBytes: 100 })).rejects.toMatchObject({ kind: 'too-large' });
  });

  it('refuses a part that is damaged, by its name', async () => {
    const place = unpacked('spatialdataPoints.zip', join(folder, 'damaged'));
    writeFileSync(join(place, 'points/transcripts/points.parquet/part.1.parquet'), 'PAR1 no more PAR1');
    const damaged = await readSpatialData(place);
    await expect(damaged.readPoints('transcripts')).rejects.toMatchObject({ kind: 'corrupt', message: /part\.1\.parquet/ as never }); // prettier-ignore
  });
});
