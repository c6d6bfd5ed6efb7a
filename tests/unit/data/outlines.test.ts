import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import {
  AnnData,
  cellOutlines,
  categorical,
  DenseMatrix,
  keepOutlines,
  Outlines,
  readH5ad,
  readOutlines,
  Table,
  writeH5ad,
} from '../../../src/data';
import { crossesItself } from '../../../src/data/outlines/crossings';
import { traceRing } from '../../../src/data/outlines/traceRing';
import { ringArea } from '../../../src/data/outlines/outlines';
import { writeMadeTiff } from '../../madeTiff';
import { unpacked } from './unpacked';

const fixture = join(__dirname, '..', '..', 'fixtures', 'data', 'outlines');
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-outlines-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const expected = JSON.parse(readFileSync(join(fixture, 'expected.json'), 'utf8')) as {
  names: string[];
  middles: [number, number][];
  corners: number[];
  areas: number[];
  labels: Record<string, [number, number]>;
  several: string[];
  first: [number, number][];
};
const pixel = 0.2125;

/** Writes a file of a test, and gives its path. */
function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function near(found: ArrayLike<number>, wanted: readonly number[], share: number): void {
  expect(found.length).toBe(wanted.length);
  wanted.forEach((value, i) => expect(Math.abs(found[i]! - value)).toBeLessThan(share * value));
}

/** The cells of the fixture, at their places. */
function cells(): AnnData {
  const obs = new Table(expected.names);
  obs.set('label', categorical(expected.names.map((_, i) => String(i + 1))));
  return new AnnData({ obs, var: new Table([]), obsm: [['spatial', DenseMatrix.fromRows(expected.middles)]] });
}

describe('readOutlines', () => {
  it.each(['cell_boundaries.parquet', 'cell_boundaries.csv.gz', '.'])('reads those of Xenium: %s', async (name) => {
    const outlines = await readOutlines(join(fixture, name));
    expect(outlines.cells).toEqual(expected.names);
    expect(Array.from(outlines.starts.subarray(1), (end, i) => end - outlines.starts[i]!)).toEqual(expected.corners);
    near(outlines.areas(), expected.areas, 1e-5);
    expect(outlines.of(expected.names[0]!)!.map((corner) => corner.map(Math.fround))).toEqual(expected.first.map((corner) => corner.map(Math.fround))); // prettier-ignore
    expect(outlines.notices).toEqual([]);
  });

  it('reads polygons of CosMx, by the number of the cell and its field of view or by a column of names', async () => {
    const newer = await readOutlines(join(fixture, 'Run1-polygons.csv'), { scale: pixel });
    const older = await readOutlines(join(fixture, 'Run0-polygons.csv'), { scale: pixel });
    expect([newer.cells[21], older.cells[21]]).toEqual(['2_2', '2_2']);
    expect((await readOutlines(join(fixture, 'Run1-polygons.csv'), { name: 'cell' })).cells[21]).toBe('c_1_2_2');
    // Corners are whole pixels there: a cell of 150 square micrometers is right to a twentieth.
    near(newer.areas(), expected.areas, 0.05);
    expect([...older.x]).toEqual([...newer.x]);
  });

  it('reads cells of QuPath by their names, without annotations and nuclei', async () => {
    const outlines = await readOutlines(join(fixture, 'cells.geojson'), { scale: pixel });
    expect(outlines.cells).toEqual(expected.names);
    near(outlines.areas(), expected.areas, 0.002);
    expect(outlines.notices.join(' ')).toMatch(/1 annotations .* left out.*1 objects of type Point/);
    const packed = file('cells.json.gz', gzipSync(readFileSync(join(fixture, 'cells.geojson'))));
    expect((await readOutlines(packed, { scale: pixel })).cells).toEqual(expected.names);
    await expect(readOutlines(packed, { name: 'barcode' })).rejects.toMatchObject({ kind: 'corrupt' });
  });

  it('reads shapes of SpatialData in micrometers, and traces its labels', async () => {
    const store = join(unpacked('outlines/store.zip', join(folder, 'store')), 'store.zarr');
    const shapes = await readOutlines(store, { element: 'cell_boundaries' });
    expect(shapes.cells).toEqual(expected.names);
    near(shapes.areas(), expected.areas, 1e-4);
    expect((await readOutlines(join(store, 'shapes', 'cell_boundaries'))).cells).toEqual(expected.names);
    const labels = await readOutlines(store, { element: 'cells' });
    expect(labels.areas()[labels.place('3')!]).toBeCloseTo(expected.labels['3']![1] * pixel ** 2, 2);
    await expect(readOutlines(store)).rejects.toMatchObject({ kind: 'invalid-argument', message: /cell_boundaries/ as never }); // prettier-ignore
    const zipped = join(__dirname, '..', '..', 'fixtures', 'data', 'outlines', 'store.zip');
    for (const element of ['cell_boundaries', 'cells']) {
      const [here, there] = [await readOutlines(store, { element }), await readOutlines(zipped, { element })];
      expect([there.cells, there.x, there.y]).toEqual([here.cells, here.x, here.y]);
    }
    await expect(readOutlines(zipped, { element: 'none' })).rejects.toMatchObject({ kind: 'missing-key' });
    await expect(readOutlines(store, { element: 'none' })).rejects.toMatchObject({ kind: 'missing-key' });
    await expect(readOutlines(store, { element: 'circles' })).rejects.toMatchObject({ kind: 'unsupported-encoding' });
  });

  it('traces a label image: half a pixel less than scikit-image counts, and what its marching squares enclose', async () => {
    const outlines = await readOutlines(join(fixture, 'labels.tif'));
    expect(outlines.cells.length).toBe(40);
    for (const [label, [pixels, contour]] of Object.entries(expected.labels)) {
      const area = outlines.areas()[outlines.place(label)!]!;
      expect(area).toBeCloseTo(pixels - 0.5, 3);
      expect(area).toBeCloseTo(contour, 3);
    }
    const { several } = expected;
    expect(several.slice(0, 2)).toEqual(['1', '2']);
    expect(outlines.notices.join()).toContain(`${several.length} cells of labels.tif have several parts or holes`);
  });

  it('leaves out what is no outline, and says so', async () => {
    const ring = (cell: string, corners: readonly (readonly [unknown, unknown])[]): string =>
      corners.map(([x, y]) => `${cell},${String(x)},${String(y)}\n`).join('');
    const path = file(
      'some.csv',
      'cell_id,vertex_x,vertex_y\n' +
        ring('sound', [
          [0, 0],
          [4, 0],
          [4, 4],
          [0, 0],
        ]) + // prettier-ignore
        ring('two', [
          [0, 0],
          [1, 1],
        ]) +
        ring('nan', [
          [0, 0],
          [1, 'NaN'],
          [1, 1],
        ]) + // prettier-ignore
        ring('infinite', [
          [0, 0],
          [1, '1e999'],
          [1, 1],
        ]) + // prettier-ignore
        ring('empty', [
          [0, 0],
          [1, ''],
          [1, 1],
        ]) + // prettier-ignore
        ring('flat', [
          [0, 0],
          [1, 1],
          [2, 2],
        ]) + // prettier-ignore
        ring('bow', [
          [0, 0],
          [4, 4],
          [4, 0],
          [0, 4],
        ]) + // prettier-ignore
        ring('sound', [
          [0, 0],
          [9, 0],
          [9, 9],
        ]) + // prettier-ignore
        ring(
          'long',
          Array.from({ length: 6000 }, (_, i) => [i, i * i] as const),
        ),
    );
    const outlines = await readOutlines(path);
    expect([outlines.cells, [...outlines.areas()]]).toEqual([['sound'], [40.5]]);
    const said = outlines.notices.join(' ');
    for (const part of [/fewer than three corners.*"two"/, /3 outlines .* not a finite number/, /no area.*"flat"/, /cross themselves.*"bow"/, /more than 5000 corners/, /several parts.*"sound"/]) expect(said).toMatch(part); // prettier-ignore
    const kept = await readOutlines(path, { crossing: 'keep' });
    expect([kept.cells, kept.notices.join()]).toEqual([['sound', 'bow'], expect.stringContaining('1 outline of some.csv cross')]); // prettier-ignore
  });

  it('takes rings without end for none, and the next one for what it is', async () => {
    const endless = Array.from({ length: 200_000 }, (_, i) => `endless,${i % 977},${i % 1009}`);
    const path = file('endless.csv', ['cell_id,vertex_x,vertex_y', ...endless, 'next,0,0', 'next,4,0', 'next,4,4'].join('\n')); // prettier-ignore
    const outlines = await readOutlines(path);
    expect([outlines.cells, outlines.areas()[0]]).toEqual([['next'], 8]);
    expect(outlines.notices.join()).toMatch(/1 outline of endless.csv have more than 5000 corners/);
  });

  it('traces an image in which each pixel has a number of its own', async () => {
    const path = join(folder, 'confetti.tif');
    const side = 250;
    writeMadeTiff(path, { width: side, height: side, samples: 1, bits: 16, value: (x, y) => 1 + y * side + x });
    const outlines = await readOutlines(path);
    expect(outlines.count).toBe(side * side);
    // A square whose corners are cut off.
    expect(outlines.areas()[side + 1]).toBe(0.5);
  });

  it('refuses files that are damaged, lie, or are something else', async () => {
    const whole = readFileSync(join(fixture, 'cell_boundaries.parquet'));
    const json = readFileSync(join(fixture, 'cells.geojson'));
    const cases: [string, string | Buffer, string][] = [
      ['cut.parquet', whole.subarray(0, whole.length - 200), 'corrupt'],
      ['cut.geojson', json.subarray(0, 20_000), 'corrupt'],
      ['bad.geojson', '{"type":"FeatureCollection","features":[{"geometry":}]}', 'corrupt'],
      ['nothing.geojson', '{"type":"FeatureCollection","features":[]}', 'corrupt'],
      ['points.csv', 'cell,x,y\na,1,2\n', 'unsupported-encoding'],
      ['uneven.csv', 'cell_id,vertex_x,vertex_y\na,1,2\na,1\n', 'corrupt'],
      ['cut.csv.gz', readFileSync(join(fixture, 'cell_boundaries.csv.gz')).subarray(0, 3000), 'corrupt'],
      ['line.csv', `cell_id,vertex_x,vertex_y\n${'7'.repeat(3_000_000)}`, 'corrupt'],
    ];
    for (const [name, content, kind] of cases) {
      await expect(readOutlines(file(name, content)), name).rejects.toMatchObject({ kind });
    }
    await expect(readOutlines(join(folder, 'none.csv'))).rejects.toMatchObject({ kind: 'file-not-found' });
    // A parquet file whose every byte may be wrong ends in an error or in outlines, never otherwise.
    for (let at = whole.length - 300; at < whole.length - 8; at += 67) {
      const bytes = Buffer.from(whole);
      bytes[at] = bytes[at]! ^ 0x5a;
      await readOutlines(file('flipped.parquet', bytes), { maxSeconds: 20, maxBytes: 2 ** 26 }).catch((error: { kind?: string }) => expect(error.kind).toMatch(/corrupt|too-large|missing-key|unsupported/)); // prettier-ignore
    }
  });
});

describe('outlines that are kept with data', () => {
  it('are right in subsets, in views and after a file, and say which cells have none', async () => {
    const outlines = await readOutlines(join(fixture, 'cell_boundaries.parquet'));
    const adata = cells();
    const [, ...most] = outlines.cells;
    keepOutlines(adata, outlines.forCells(most));
    const own = cellOutlines(adata);
    expect([own.cells.length, own.count, own.of(expected.names[0]!)]).toEqual([40, 39, undefined]);
    expect(own.notices.join()).toContain(`1 of 40 cells have no outline: "${expected.names[0]}"`);
    const part = adata.subset({ obs: [7, 3] });
    const path = join(folder, 'part.h5ad');
    await writeH5ad(part, path);
    for (const data of [part, adata.view({ obs: [7, 3] }), await readH5ad(path)]) {
      const two = cellOutlines(data);
      expect(two.cells).toEqual([expected.names[7], expected.names[3]]);
      near(two.areas(), [expected.areas[7]!, expected.areas[3]!], 1e-5);
    }
  });

  it('are found by a column, and refused when they are of other cells', async () => {
    const labels = await readOutlines(join(fixture, 'labels.tif'), { scale: pixel });
    const adata = cells();
    expect(() => keepOutlines(adata, labels)).toThrow(expect.objectContaining({ kind: 'shape-mismatch' }));
    expect(() => cellOutlines(adata)).toThrow(expect.objectContaining({ kind: 'missing-key' }));
    const own = keepOutlines(adata, labels, { by: 'label' });
    expect(own.count).toBe(40);
    expect(cellOutlines(adata).of(expected.names[4]!)).toEqual(labels.of('5'));
    adata.uns.set('outlines', new Map([['cells', 'x']]));
    expect(() => cellOutlines(adata)).toThrow(expect.objectContaining({ kind: 'corrupt' }));
  });

  it('fit their cells', () => {
    const parts = {
      cells: ['a'],
      starts: Int32Array.of(0, 3),
      x: Float32Array.of(0, 1, 1),
      y: Float32Array.of(0, 0, 1),
    };
    expect(new Outlines(parts).toMap().get('a')).toEqual([[0, 0], [1, 0], [1, 1]]); // prettier-ignore
    expect(() => new Outlines({ ...parts, starts: Int32Array.of(0, 9) })).toThrow(expect.objectContaining({ kind: 'shape-mismatch' })); // prettier-ignore
  });
});

describe('a traced ring', () => {
  it('encloses the pixels but for half of one, whatever their form', () => {
    for (let seed = 1; seed < 60; seed++) {
      // A form that grows pixel by pixel from the middle: it hangs together by its sides, and may have holes.
      const side = 12;
      const values = new Uint8Array(side * side);
      let state = seed;
      const draw = (n: number): number => (state = (state * 48271) % 2147483647) % n;
      const own = [6 * side + 6];
      values[own[0]!] = 1;
      for (let k = 0; k < 40; k++) {
        const from = own[draw(own.length)]!;
        const to = from + [1, -1, side, -side][draw(4)]!;
        if (to % side === 0 || to % side === side - 1 || to < side || to >= side * (side - 1) || values[to]) continue;
        values[to] = 1;
        own.push(to);
      }
      const { x, y } = traceRing({ values, width: side, height: side }, values.indexOf(1));
      expect(ringArea(x, y, 0, x.length) + 0.5).toBe(own.length + holes(values, side));
      expect(crossesItself(x, y, 0, x.length, { left: 1e6 })).toBe(false);
    }
  });
});

/** Pixels of holes: those that nothing leads to from the corner, also not over corners of pixels. */
function holes(values: Uint8Array, side: number): number {
  const seen = new Uint8Array(values.length);
  const waiting = [0];
  seen[0] = 1;
  while (waiting.length) {
    const at = waiting.pop()!;
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
      [1, 1],
      [1, -1],
      [-1, 1],
      [-1, -1],
    ] as const) {
      // prettier-ignore
      const [x, y] = [(at % side) + dx, Math.floor(at / side) + dy];
      if (x < 0 || y < 0 || x >= side || y >= side || values[y * side + x] || seen[y * side + x]) continue;
      seen[y * side + x] = 1;
      waiting.push(y * side + x);
    }
  }
  return values.filter((value, i) => !value && !seen[i]).length;
}
