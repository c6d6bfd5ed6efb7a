import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnnData, categorical, DenseMatrix, Table } from '../../../src/data';
import '../../../src/lab';
import { rankSum } from '../../../src/metrics';
import {
  type CellAnswer,
  CELLS_TARGET,
  type Comm,
  type CommTargetHandler,
  DISPLAY,
  KERNEL_API,
  type MarkerFeature,
  packBits,
  type SpatialPayload,
} from '../../../src/protocol';
import { barsView, compositionView, spatialView, violinView } from '../../../src/views';
import { madeCells } from '../../madeOutlines';

const COUNT = 30;
const slide = new AnnData({
  X: DenseMatrix.fromRows(Array.from({ length: COUNT }, (_, i) => [i % 7, i < 15 ? 5 + (i % 3) : i % 3, 1])),
  obs: new Table(Array.from({ length: COUNT }, (_, i) => `c${i}`)),
  var: new Table(['CD3', 'CD30', 'ACTB']),
  obsm: [['spatial', DenseMatrix.fromRows(Array.from({ length: COUNT }, (_, i) => [i, i % 5]))]],
});
slide.obs.set('kind', categorical(Array.from({ length: COUNT }, (_, i) => (i % 2 ? 'B cell' : 'T cell'))));

/** A page that opens a comm: what the library sends, in order. */
class Page {
  readonly heard: { answer: CellAnswer; buffers: Uint8Array[] }[] = [];
  closed = false;
  readonly #comm: Comm;

  constructor(handler: CommTargetHandler, key: string) {
    this.#comm = {
      id: 'c',
      target: CELLS_TARGET,
      onMessage: undefined,
      onClose: undefined,
      send: (answer, { buffers = [] } = {}) => void this.heard.push({ answer: answer as CellAnswer, buffers }),
      close: () => void (this.closed = true),
    };
    void handler(this.#comm, { data: { key }, metadata: {}, buffers: [] });
  }

  async ask(data: object, buffers: Uint8Array[] = []): Promise<{ answer: CellAnswer; buffers: Uint8Array[] }> {
    await this.#comm.onMessage!({ data, metadata: {}, buffers });
    return this.heard.at(-1)!;
  }
}

describe('questions about the cells of a view', () => {
  const handlers = new Map<string, CommTargetHandler>();
  const scope = globalThis as { [KERNEL_API]?: unknown };
  let key = '';

  beforeAll(() => {
    scope[KERNEL_API] = { onComm: (target: string, handler: CommTargetHandler) => void handlers.set(target, handler) };
    const view = spatialView(slide, { color: 'kind' });
    expect([...handlers.keys()], 'a view that is only built').toEqual([]);
    view[DISPLAY]();
    expect([...handlers.keys()], 'a view that is displayed').toEqual([CELLS_TARGET]);
    key = (view.payload as SpatialPayload).cells!.key;
  });
  afterAll(() => {
    scope[KERNEL_API] = undefined;
  });
  const page = (of = key): Page => new Page(handlers.get(CELLS_TARGET)!, of);

  it('about cells that nobody knows close the channel', () => {
    expect(page('other').closed).toBe(true);
    expect(page().closed).toBe(false);
  });

  it('find names that begin with a text before those that hold it', async () => {
    const { answer } = await page().ask({ id: 1, ask: 'names', text: 'd3' });
    expect(answer).toEqual({ id: 1, names: ['CD3', 'CD30'] });
    expect((await page().ask({ id: 2, ask: 'names', text: 'K' })).answer).toEqual({ id: 2, names: ['kind'] });
  });

  it('bring outlines of the cells that are named, as bytes', async () => {
    const { adata, outlines } = madeCells(180);
    const view = spatialView(adata, { color: 'kind', outlines });
    view[DISPLAY]();
    const { cells, outlines: sent } = view.payload as SpatialPayload;
    const own = page(cells!.key);
    const ask = (numbers: number[], key = sent!.key): Promise<{ answer: CellAnswer; buffers: Uint8Array[] }> =>
      own.ask({ id: 1, ask: 'outlines', key }, [new Uint8Array(Int32Array.from(numbers).buffer)]);
    const { answer, buffers } = await ask([7, 32_399]);
    expect(answer).toEqual({ id: 1, corners: 32 });
    expect([...new Uint16Array(buffers[0]!.slice().buffer)]).toEqual([16, 16]);
    const [dx, dy] = new Int16Array(buffers[1]!.slice().buffer);
    const [x, y] = outlines.of('cell-7')![0]!;
    expect(dx! * sent!.step).toBeCloseTo(x - 7 * 14, 1);
    expect(dy! * sent!.step).toBeCloseTo(y, 1);
    expect((await ask([32_400])).answer).toHaveProperty('problem');
    expect((await ask([-1])).answer).toHaveProperty('problem');
    expect((await ask([1], 'other')).answer).toHaveProperty('problem', expect.stringContaining('run the cell'));
    expect((await own.ask({ id: 2, ask: 'outlines', key: sent!.key })).answer).toHaveProperty('problem');
  });

  it('bring a feature or a column as a color, its numbers as bytes', async () => {
    const value = await page().ask({ id: 1, ask: 'color', name: 'CD3' });
    expect(value.answer).toMatchObject({
      color: { by: 'value', name: 'CD3', values: { dtype: 'float32', shape: [COUNT] } },
    });
    const [bytes] = value.buffers;
    expect([...new Float32Array(bytes!.slice().buffer)]).toEqual(Array.from({ length: COUNT }, (_, i) => i % 7));
    expect(JSON.stringify(value.answer)).not.toContain('bdata');
    const label = await page().ask({ id: 2, ask: 'color', name: 'kind' });
    expect(label.answer).toMatchObject({ color: { by: 'category', labels: ['B cell', 'T cell'] } });
    expect([...new Int8Array(label.buffers[0]!.slice().buffer)].slice(0, 3)).toEqual([1, 0, 1]);
  });

  it('that cannot be answered get a sentence, and the channel lives', async () => {
    const asked = page();
    expect((await asked.ask({ id: 1, ask: 'color', name: 'CD4' })).answer).toMatchObject({
      problem: expect.stringMatching(/"CD4"/),
    });
    for (const buffers of [[], [new Uint8Array(1), new Uint8Array(1)], [new Uint8Array(4), new Uint8Array(4)]]) {
      expect((await asked.ask({ id: 2, ask: 'markers' }, buffers)).answer).toEqual({
        id: 2,
        problem: 'Both regions need cells.',
      });
    }
    expect((await asked.ask({ id: 3, ask: 'names', text: 'ACTB' })).answer).toEqual({ id: 3, names: ['ACTB'] });
  });

  it.each([[null], ['text'], [{}], [{ id: 4, ask: 'constructor' }], [{ id: {}, ask: '__proto__' }]])(
    'that are %j are not understood, and nothing breaks',
    async (question) => {
      const { answer } = await page().ask(question as object);
      expect(answer).toMatchObject({ problem: expect.stringMatching(/not known/) });
    },
  );

  it('compare two regions by the rank-sum test of each feature', async () => {
    const regions = [(i: number) => i < 15, (i: number) => i >= 15].map((inside) =>
      packBits(Uint8Array.from({ length: COUNT }, (_, i) => Number(inside(i)))),
    );
    const { answer } = await page().ask({ id: 1, ask: 'markers' }, regions);
    const { markers } = answer as { markers: MarkerFeature[] };
    expect(markers.map(({ name }) => name)[0]).toBe('CD30');
    expect(markers[0]).toMatchObject({ first: 6, second: 1 });
    // All 30 values: 5, 6, 7 and 0, 1, 2, five of each; their variance is 2.5^2 + 2/3.
    expect(markers[0]!.difference).toBeCloseTo(5 / Math.sqrt(2.5 ** 2 + 2 / 3), 12);
    // Benjamini and Hochberg: the least p of three is tripled.
    const values = slide.feature('CD30');
    const { p } = rankSum(Array.from(values.slice(0, 15)), Array.from(values.slice(15)));
    expect(markers[0]!.p).toBeCloseTo(3 * p, 12);
  });
});

describe('views whose marks stand for cells', () => {
  it('name the same cells as the tissue', () => {
    const { key } = (spatialView(slide, { color: 'kind' }).payload as SpatialPayload).cells!;
    const bars = barsView(
      { groups: ['T cell', 'B cell'], series: { cells: [15, 15] } },
      { cells: { adata: slide, column: 'kind' } },
    );
    for (const view of [
      bars,
      compositionView(slide, { rows: 'kind', columns: 'kind' }),
      violinView(slide, { value: 'CD3', by: 'kind' }),
    ]) {
      expect((view.payload as { cells?: { key: string } }).cells!.key).toBe(key);
    }
  });

  it('of violins leave out groups without a cell, and refuse what is not a value by a label', () => {
    const view = violinView(slide.subset({ obs: [0, 2, 4] }), { value: 'CD3', by: 'kind' });
    expect(view.payload).toMatchObject({ kind: 'violin', groups: ['T cell'] });
    expect(() => violinView(slide, { value: 'kind', by: 'kind' })).toThrow(/"kind" holds labels/);
    expect(() => violinView(slide, { value: 'CD3', by: 'CD3' })).toThrow(/"CD3" holds numbers/);
    expect(() => violinView(slide, { value: 'CD33', by: 'kind' })).toThrow(/"CD33"/);
  });
});

describe('spatialView in space', () => {
  const stack = slide.subset({ obs: [0, 1, 2] });
  stack.obs.set('section', [0, 1, 2]);

  it('takes heights from a column, in steps, or from the third column of the positions', () => {
    const view = spatialView(stack, { color: 'kind', z: 'section', zStep: 10 });
    expect(view.payload).toMatchObject({ space: { z: 'section' } });
    const solid = new AnnData({
      obs: stack.obs,
      var: new Table([]),
      obsm: [['spatial', DenseMatrix.fromRows([[0, 0, 7], [1, 1, 8], [2, 2, 9]])]], // prettier-ignore
    });
    expect((spatialView(solid, { color: 'kind', z: 'spatial', unit: 'um' }).payload as SpatialPayload).space!.z).toBe(
      'z (µm)',
    );
  });

  it('refuses heights that are not numbers', () => {
    expect(() => spatialView(stack, { color: 'kind', z: 'kind' })).toThrow(/holds labels, not heights/);
    expect(() => spatialView(stack, { color: 'kind', z: 'spatial' })).toThrow(/2 columns, so no height/);
    expect(() => spatialView(stack, { color: 'kind', z: 'sections' })).toThrow(/Did you mean "section"|no obs column/);
  });
});
