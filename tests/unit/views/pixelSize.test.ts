import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnnData, categorical, DenseMatrix, keepPixelSize, Outlines, Table, unsAt } from '../../../src/data';
import '../../../src/lab';
import {
  asksUnit,
  CELLS_TARGET,
  type Comm,
  type CommTargetHandler,
  checkView,
  decodeArray,
  DISPLAY,
  encodeArray,
  inMicrometers,
  KERNEL_API,
  type SpatialPayload,
} from '../../../src/protocol';
import { embeddingView, spatialView } from '../../../src/views';

function cells(unit?: string): AnnData {
  const obs = new Table(['a', 'b', 'c']);
  obs.set('kind', categorical(['T', 'B', 'T']));
  const places = DenseMatrix.fromRows([[0, 10], [100, 10], [100, 60]]); // prettier-ignore
  return new AnnData({ obs, var: new Table([]), obsm: [['spatial', places], ['X_umap', places]], ...(unit && { uns: new Map([['spatial_unit', unit]]) }) }); // prettier-ignore
}

const payloadOf = (adata: AnnData, options = {}): SpatialPayload => spatialView(adata, { color: 'kind', ...options }).payload as SpatialPayload; // prettier-ignore
const xOf = ({ panels }: SpatialPayload): number[] => [...decodeArray(panels[0]!.x)];

describe('keepPixelSize', () => {
  it('makes micrometers of positions in every later view, unless the call says otherwise', () => {
    const adata = cells('pixels');
    keepPixelSize(adata, 0.5);
    expect([payloadOf(adata).unit, xOf(payloadOf(adata)), payloadOf(adata).cells!.basis.factor]).toEqual(['um', [0, 50, 50], 0.5]); // prettier-ignore
    expect([payloadOf(adata, { pixelSize: 2 }).unit, xOf(payloadOf(adata, { pixelSize: 2 }))]).toEqual(['um', [0, 200, 200]]); // prettier-ignore
    expect([payloadOf(adata, { unit: 'px' }).unit, xOf(payloadOf(adata, { unit: 'px' }))]).toEqual(['px', [0, 100, 100]]); // prettier-ignore
    // Views and subsets of the data know it too.
    expect(payloadOf(adata.subset({ obs: [0, 2] })).unit).toBe('um');
  });

  it('calls positions micrometers where a unit is one', () => {
    const adata = cells();
    keepPixelSize(adata, 0.2);
    keepPixelSize(adata, 1);
    expect([unsAt(adata.uns, 'spatial_unit'), unsAt(adata.uns, 'spatial_pixel_size'), payloadOf(adata).unit]).toEqual(['micrometers', undefined, 'um']); // prettier-ignore
    expect(() => keepPixelSize(adata, 0.5)).toThrow(/in micrometers already/);
    for (const wrong of [0, -1, NaN, Infinity, 1e9]) expect(() => keepPixelSize(cells(), wrong)).toThrow(/micrometers must be/); // prettier-ignore
  });

  it('is not misled by what a file says', () => {
    for (const size of [0, -3, NaN, 'wide']) {
      const adata = cells();
      adata.uns.set('spatial_pixel_size', size);
      expect(payloadOf(adata).unit).toBe('units');
    }
    const both = cells('um');
    both.uns.set('spatial_pixel_size', 0.5);
    expect(xOf(payloadOf(both))).toEqual([0, 100, 100]);
  });
});

describe('a view whose unit is answered on the page', () => {
  it('is the same as one that knew it: positions, outlines, images, regions', () => {
    const square = [-2, 2, 2, -2];
    const outlines = new Outlines({ cells: ['a', 'b', 'c'], starts: Int32Array.of(0, 4, 8, 12), x: Float32Array.from([0, 100, 100].flatMap((at) => square.map((d) => at + d))), y: Float32Array.from([10, 10, 60].flatMap((at) => [-2, -2, 2, 2].map((d) => at + d))) }); // prettier-ignore
    const regions = [{ name: 'core', corners: [[0, 0], [8, 0], [8, 8]] as [number, number][] }]; // prettier-ignore
    const asked = payloadOf(cells(), { outlines, regions });
    const image = { pixels: encodeArray(new Uint8Array(12), [2, 6]), x: [0, 100] as [number, number], y: [0, 60] as [number, number] }; // prettier-ignore
    const answered = checkView(inMicrometers({ ...asked, images: [image] }, 0.5)) as SpatialPayload;
    const knew = payloadOf(cells(), { outlines, pixelSize: 0.5 });
    expect([answered.unit, xOf(answered), answered.cells!.basis]).toEqual(['um', xOf(knew), knew.cells!.basis]);
    expect([answered.outlines!.width, answered.outlines!.step]).toEqual([knew.outlines!.width, knew.outlines!.step]);
    expect([answered.images![0]!.x, answered.images![0]!.y]).toEqual([[0, 50], [0, 30]]); // prettier-ignore
    expect([...decodeArray(answered.panels[0]!.regions![0]!.x)]).toEqual([0, 4, 4]);
  });

  it('asks only where places are shown and their unit is not known', () => {
    expect([cells(), cells('pixels'), cells('um')].map((adata) => asksUnit(payloadOf(adata)))).toEqual([true, true, false]); // prettier-ignore
    expect(asksUnit(embeddingView(cells(), { color: 'kind', basis: 'umap' }).payload as SpatialPayload)).toBe(false);
  });

  const scope = globalThis as { [KERNEL_API]?: unknown };
  const handlers = new Map<string, CommTargetHandler>();
  beforeAll(() => {
    scope[KERNEL_API] = { onComm: (target: string, handler: CommTargetHandler) => void handlers.set(target, handler) };
  });
  afterAll(() => {
    scope[KERNEL_API] = undefined;
  });

  it('tells the kernel, which keeps the answer with the data, or says what is wrong with it', async () => {
    const adata = cells();
    const view = spatialView(adata, { color: 'kind' });
    view[DISPLAY]();
    const heard: unknown[] = [];
    const comm: Comm = { id: 'c', target: CELLS_TARGET, onMessage: undefined, onClose: undefined, send: (answer) => void heard.push(answer), close: () => undefined }; // prettier-ignore
    void handlers.get(CELLS_TARGET)!(comm, { data: { key: (view.payload as SpatialPayload).cells!.key }, metadata: {}, buffers: [] }); // prettier-ignore
    const ask = async (micrometers: unknown): Promise<void> => void (await comm.onMessage?.({ data: { id: 4, ask: 'keep unit', micrometers }, metadata: {}, buffers: [] })); // prettier-ignore
    await ask(0);
    await ask('wide');
    expect(heard).toEqual([1, 2].map(() => ({ id: 4, problem: expect.stringContaining('micrometers must be') as string }))); // prettier-ignore
    await ask(0.25);
    expect(heard[2]).toEqual({ id: 4, micrometers: 0.25 });
    expect(payloadOf(adata).unit).toBe('um');
  });
});
