import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AnnData, CropStore, DenseMatrix, Table } from '../../../src/data';
import { BoxGrid } from '../../../src/data/images/source/boxGrid';
import type { Box } from '../../../src/data/images/source/cellShapes';
import { Random } from '../../../src/random';
import { picturedExample } from '../tasks/pictured';

const folder = mkdtempSync(join(tmpdir(), 'crops-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('CropStore', () => {
  const { cells, image } = picturedExample();
  const options = { side: 8, width: 12 } as const;

  it.each([
    ['in memory', {}],
    ['in a file', { memory: 0, folder }],
  ])('gives the crops that the image has, %s', async (_, where) => {
    const store = await CropStore.read(image, cells, { ...options, ...where });
    const wanted = await image.batch(cells, { ...options, obs: [150, 3, 99], type: 'uint8' });
    expect(store.rows([150, 3, 99])).toEqual(wanted.values);
    expect(store.channels).toEqual(['red', 'green', 'blue']);
    store.close();
    // Nothing is left behind.
    expect(readdirSync(folder)).toEqual([]);
  });

  it('holds some cells only, and says which lie off the picture', async () => {
    const points = cells.obsm.get('spatial')!.map((value) => value);
    points.row(5).fill(-99);
    const moved = cells.with({ obsm: [['spatial', points]] });
    const store = await CropStore.read(image, moved, { ...options, rows: Int32Array.of(4, 5, 120) });
    expect([...store.inside.keys()]).toEqual([4, 5, 120]);
    expect(store.inside.get(5)).toBe(0);
    expect(store.notices.join()).toMatch(/1 of 3 cells lie outside of their image: spot 5/);
    expect(() => store.rows([6])).toThrow(/no crop of cell 6/);
  });

  it('keeps nothing where the disk has no room, and says how much is needed', async () => {
    const many = 4_000_000;
    const index = Array.from({ length: many }, (_, i) => `c${i}`);
    const spatial = new DenseMatrix(many, 2, new Float32Array(2 * many));
    const crowd = new AnnData({ obs: new Table(index), var: new Table([]), obsm: [['spatial', spatial]] });
    const one = picturedExample({ sections: ['a'] }).image;
    const asked = CropStore.read(one, crowd, { side: 4096, folder });
    await expect(asked).rejects.toMatchObject({ kind: 'disk-full', message: expect.stringMatching(/MB of crops in .* MB left.*TISSUEBOOK_CACHE/) }); // prettier-ignore
    expect(existsSync(folder) && readdirSync(folder)).toEqual([]);
  });
});

describe('BoxGrid', () => {
  it('finds the boxes that a look at every box finds', () => {
    const random = new Random(2);
    const box = (most: number): Box => {
      const [x, y] = [random.uniform(-40, 340), random.uniform(-40, 240)];
      return [x, y, x + random.uniform(0, most), y + random.uniform(0, most)];
    };
    const boxes = Array.from({ length: 400 }, (_, i) => box(i % 50 === 0 ? 200 : 12));
    const grid = new BoxGrid(boxes, { width: 300, height: 200 });
    for (let n = 0; n < 100; n++) {
      const asked = box(60);
      const touched = boxes.flatMap((b, i) =>
        asked[0] <= b[2] && b[0] <= asked[2] && asked[1] <= b[3] && b[1] <= asked[3] ? [i] : [],
      );
      expect(grid.touching(asked).sort((a, b) => a - b)).toEqual(touched);
    }
    expect(new BoxGrid([], { width: 10, height: 10 }).touching([0, 0, 5, 5])).toEqual([]);
  });
});
