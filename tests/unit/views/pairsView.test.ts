import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { DenseMatrix } from '../../../src/data';
import {
  checkView,
  decodeArray,
  pairAt,
  pairNear,
  plotlyFigure,
  type SpatialPayload,
  viewTable,
} from '../../../src/protocol';
import { pairsView, type PairsOptions } from '../../../src/views';
import { picturedExample } from '../tasks/pictured';

type Paired = SpatialPayload & { pairs: NonNullable<SpatialPayload['pairs']> };

/** Cells in a ring: the picture of each is nearest to those beside it, and the one opposite is farthest. */
function ring(side = 4) {
  const { cells, image } = picturedExample({ side, sections: ['a'] });
  const n = side * side;
  const angles = (turn: number) =>
    DenseMatrix.fromRows(
      Array.from({ length: n }, (_, i) => [Math.cos, Math.sin].map((f) => f((2 * Math.PI * (i + turn)) / n))),
    );
  // The genes of a cell point to the picture of the cell after the next.
  const obsm = new Map([...cells.obsm, ['X_image', angles(0)], ['X_gene', angles(2)], ['X_narrow', DenseMatrix.zeros(n, 1)]]); // prettier-ignore
  return { cells: cells.with({ obsm }), image };
}

const shown = async (options: Partial<PairsOptions> = {}, data = ring()): Promise<Paired> =>
  (await pairsView(data, { use: 'X_image', nearest: 3, color: 'gene0', ...options })).payload as Paired;

describe('pairs of pictures and genes', () => {
  it('carry the crop of each cell as the image has it', async () => {
    const data = ring();
    const { pairs } = await shown({ side: 12 }, data);
    const { values } = await data.image.batch(data.cells, { side: 12, type: 'uint8' });
    expect(pairs.pictures).toHaveLength(16);
    pairs.pictures.forEach((picture, i) => {
      const { width, height, channels, data: bytes } = decode(Buffer.from(picture, 'base64'));
      expect([width, height, channels]).toEqual([12, 12, 3]);
      expect([...bytes]).toEqual([...values.subarray(i * 432, (i + 1) * 432)]);
    });
    expect(pairs.width).toBe('12 px');
  });

  it('name the nearest pictures by the vectors, and with other vectors the place of the own picture', async () => {
    const alike = (await shown()).pairs;
    expect(
      new Set(
        pairAt(alike, 5)
          .nearest.slice(0, 2)
          .map(({ place }) => place),
      ),
    ).toEqual(new Set([4, 6]));
    expect(pairAt(alike, 5).nearest[0].similarity).toBeCloseTo(Math.cos(Math.PI / 8), 5);
    expect(alike.ranks).toBeUndefined();
    const searched = (await shown({ query: 'X_gene' })).pairs;
    expect(pairAt(searched, 5).nearest[0]).toMatchObject({ place: 7, similarity: expect.closeTo(1, 5) });
    // Those that lie between: 7, then 6 and 8, then 5 and 9.
    expect(pairAt(searched, 5).rank).toBeGreaterThanOrEqual(4);
    expect(pairAt(searched, 5).rank).toBeLessThanOrEqual(5);
    expect(searched.vectors).toBe('X_gene with X_image');
  });

  it('name the genes that stand out in a cell, with their values', async () => {
    const data = ring();
    const x = DenseMatrix.fromRows(Array.from({ length: 16 }, (_, i) => [...data.cells.matrix().toDense().row(i)]));
    x.row(3)[7] = 500;
    const { pairs } = await shown({ genes: 2 }, { ...data, cells: data.cells.with({ X: x }) });
    expect(pairAt(pairs, 3).genes[0]).toMatchObject({ name: 'gene7', value: 500 });
    // One of n values that are otherwise alike lies sqrt(n - 1) deviations from the mean.
    expect(pairAt(pairs, 3).genes[0].deviation).toBeCloseTo(Math.sqrt(15), 1);
    const named = (await shown({ genes: ['gene2', 'gene0'] }, data)).pairs;
    expect(pairAt(named, 3).genes.map(({ name }) => name)).toEqual(['gene2', 'gene0']);
  });

  it('say all of it in a table, and mark the cell and its nearest on the map behind the scale bar', async () => {
    const payload = await shown({ nearest: 2 });
    const { columns, rows } = viewTable(payload);
    expect(columns).toEqual(['Cell', 'Genes that stand out', 'Nearest pictures (similarity)']);
    expect(rows[5][0]).toBe('spot 5');
    expect(rows[5][2]).toMatch(/^spot [46] \(0\.92\), spot [46] \(0\.92\)$/);
    const annotations = plotlyFigure(payload, { pair: 5 }).layout['annotations'] as { text: string; x: number; y: number }[]; // prettier-ignore
    expect(annotations.slice(1).map(({ text }) => text)).toEqual(['1', '2', '<b>spot 5</b>']);
    expect([annotations[3].x, annotations[3].y]).toEqual([12 * 2.5, 12 * 2.5]);
    expect(plotlyFigure(payload).layout['annotations']).toHaveLength(1);
  });

  it('stay bounded: of many cells some are drawn, the others lead to the nearest that has a picture', async () => {
    const [payload, again] = [await shown({ cells: 6, seed: 3 }), await shown({ cells: 6, seed: 3 })];
    expect(payload.pairs.pictures).toEqual(again.pairs.pictures);
    const kept = [...decodeArray(payload.pairs.cells)];
    expect(kept).toHaveLength(6);
    expect(payload.panels[0].x.shape).toEqual([16]);
    expect(payload.description).toContain('6 of 16 cells have a picture');
    const at = (cell: number): [number, number] => [cell % 4, Math.floor(cell / 4)];
    for (let cell = 0; cell < 16; cell++) {
      const apart = (other: number): number => Math.hypot(at(cell)[0] - at(other)[0], at(cell)[1] - at(other)[1]);
      const found = kept[pairNear(payload, cell)!];
      expect(apart(found)).toBe(Math.min(...kept.map(apart)));
    }
  });

  it('leave out cells that do not lie on their image', async () => {
    const data = ring();
    const places = data.cells.obsm.get('spatial')!.map((value) => value);
    (places as DenseMatrix).row(2).set([-900, 5]);
    const cells = data.cells.with({ obsm: new Map([...data.cells.obsm, ['spatial', places]]) });
    const { pairs } = await shown({}, { ...data, cells });
    expect([...decodeArray(pairs.cells)]).toEqual([...Array(16).keys()].filter((i) => i !== 2));
  });

  it('travel as JSON and are checked on the other side', async () => {
    const payload = await shown();
    expect(checkView(JSON.parse(JSON.stringify(payload)))).toEqual(payload);
  });

  it.each<[string, RegExp, (payload: Paired) => void]>([
    ['an address for a picture', /pictures\[0\] must be a PNG/, (p) => (p.pairs.pictures[0] = `https://example.org/${'a'.repeat(80)}.png`)], // prettier-ignore
    ['another file for a picture', /pictures\[0\] must be a PNG/, (p) => (p.pairs.pictures[0] = Buffer.alloc(90, 'GIF89a').toString('base64'))], // prettier-ignore
    ['a picture that unpacks to much', /pictures\[1\] is 60000 pixels/, (p) => (p.pairs.pictures[1] = widened(p.pairs.pictures[1]))], // prettier-ignore
    ['a neighbor that is not there', /nearest holds 16/, (p) => (decodeArray(p.pairs.nearest), (p.pairs.nearest.bdata = Buffer.from(Int32Array.from({ length: 48 }, () => 16).buffer).toString('base64')))], // prettier-ignore
    ['a cell twice', /names a cell twice/, (p) => (p.pairs.cells.bdata = Buffer.from(new Int32Array(16).buffer).toString('base64'))], // prettier-ignore
    ['fewer pictures than cells', /cells.shape is \[16\]/, (p) => p.pairs.pictures.pop()],
    ['pairs without cells', /belongs to a view with cells/, (p) => delete p.cells],
  ])('refuse %s', async (_, message, spoil) => {
    const payload = structuredClone(await shown());
    spoil(payload);
    expect(() => checkView(payload)).toThrow(message);
  });

  it('say what is missing', async () => {
    await expect(shown({ use: 'X_imgae' })).rejects.toThrow(/no obsm\["X_imgae"\]/);
    await expect(shown({ query: 'X_narrow' })).rejects.toThrow(/X_narrow has 1 columns, X_image 2/);
    await expect(shown({ genes: ['gene1', 'gen5'] })).rejects.toThrow(/no gene "gen5"/);
    await expect(shown({ channels: ['red', 'green'] })).rejects.toThrow(/2 channels make no picture/);
    const data = ring();
    const moved = data.cells.with({ obsm: new Map([...data.cells.obsm, ['spatial', data.cells.obsm.get('spatial')!.map(() => -50)]]) }); // prettier-ignore
    await expect(shown({}, { ...data, cells: moved })).rejects.toThrow(/0 of 16 cells lie on their image/);
  });
});

/** The same file with another width in its header. */
function widened(picture: string): string {
  const bytes = Buffer.from(picture, 'base64');
  bytes.writeUInt32BE(60_000, 16);
  return bytes.toString('base64');
}
