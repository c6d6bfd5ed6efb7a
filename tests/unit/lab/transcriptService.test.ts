import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnnData, categorical, DenseMatrix, readTranscripts, Table, type Transcripts } from '../../../src/data';
import '../../../src/lab';
import {
  type Comm,
  type CommTargetHandler,
  DISPLAY,
  decodeArray,
  KERNEL_API,
  MAX_TILES_ASKED,
  type ShownTranscripts,
  type SpatialPayload,
  TRANSCRIPT_TARGET,
  type TranscriptAnswer,
} from '../../../src/protocol';
import { checkView } from '../../../src/protocol';
import { type SpatialOptions, spatialView } from '../../../src/views';

const folder = mkdtempSync(join(tmpdir(), 'transcript-service-'));
const handlers = new Map<string, CommTargetHandler>();
const scope = globalThis as { [KERNEL_API]?: unknown };

/** 24,000 transcripts of one gene on a grid of 200 x 120, 3 of another one. */
const GENES = { EPCAM: 24_000, CD3E: 3 };
let transcripts: Transcripts;

beforeAll(async () => {
  scope[KERNEL_API] = { onComm: (target: string, handler: CommTargetHandler) => void handlers.set(target, handler) };
  const lines = [
    'feature_name,x_location,y_location,qv,cell_id',
    'CD3E,1,1,30,a',
    'CD3E,199,119,30,b',
    'CD3E,50,50,30,UNASSIGNED',
  ];
  for (let i = 0; i < GENES.EPCAM; i++) lines.push(`EPCAM,${i % 200},${Math.floor(i / 200)},30,a`);
  writeFileSync(join(folder, 'transcripts.csv'), lines.join('\n'));
  transcripts = await readTranscripts(folder, { cache: join(folder, 'cache') });
});
afterAll(() => {
  scope[KERNEL_API] = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** Two cells at the ends of the section. */
function cells(unit = 'um', far = 0): AnnData {
  const obs = new Table(['a', 'b']);
  obs.set('kind', categorical(['T cell', 'B cell']));
  const places = DenseMatrix.fromRows([
    [far, far],
    [far + 200, far + 120],
  ]);
  return new AnnData({ obs, var: new Table([]), obsm: [['spatial', places]], uns: new Map([['spatial_unit', unit]]) });
}

const shown = (options: Partial<SpatialOptions> = {}, data = cells()) =>
  spatialView(data, { color: 'kind', transcripts, genes: ['EPCAM', 'CD3E'], ...options });
const payloadOf = (view: ReturnType<typeof shown>): ShownTranscripts => (view.payload as SpatialPayload).transcripts!;

describe('what a view says of transcripts', () => {
  it('is a sample of each gene, with a color, its number and where tiles lie', () => {
    const view = shown();
    const { genes, total, features, factor, side } = payloadOf(view);
    expect([total, features, factor]).toEqual([24_003, 2, 1]);
    expect(side).toBeGreaterThan(190);
    expect(genes.map(({ name, count, depth, color }) => [name, count, depth, color])).toEqual([
      ['EPCAM', 24_000, 2, '#0072b2'],
      ['CD3E', 3, 0, '#e69f00'],
    ]);
    expect(decodeArray(genes[1]!.sample).length).toBe(6);
    const sample = genes[0]!.sample.shape[0]!;
    expect(Math.abs(sample - 24_000 / 16)).toBeLessThan(5 * Math.sqrt(24_000 / 16));
    expect(view.payload.description).toContain(
      '24,003 transcripts of 2 genes can be shown as dots; at first those of EPCAM (24,000), CD3E (3).',
    );
  });

  it('follows the unit of the cells', async () => {
    const pixels = join(folder, 'tx_file.csv');
    writeFileSync(pixels, 'fov,cell_ID,x_global_px,y_global_px,target\n1,1,10,10,CD3E\n1,0,400,240,CD3E');
    const cosmx = await readTranscripts(pixels, { cache: join(folder, 'cache') });
    expect(() => shown({ transcripts: cosmx, genes: [] })).toThrow(
      /is in pixels, the cells are in micrometers\. readTranscripts\(path, \{ pixelSize/,
    );
    expect(() => shown({}, cells('pixels'))).toThrow(/is in micrometers, the cells are in pixels/);
    // Cells that the view converts take the pixels of the table along.
    expect(payloadOf(shown({ transcripts: cosmx, genes: ['CD3E'], pixelSize: 0.5 }, cells('pixels'))).factor).toBe(0.5);
    expect(payloadOf(shown({ pixelSize: 0.5 }, cells('pixels'))).factor).toBe(1);
  });

  it('is refused where it can be none', () => {
    expect(() => shown({ genes: ['EPCAN'] })).toThrow(/no transcripts of "EPCAN"\. Did you mean "EPCAM"/);
    expect(() => shown({ genes: ['EPCAM', 'EPCAM'] })).toThrow(/12 different ones/);
    expect(() => shown({}, cells('um', 5000))).toThrow(/lies elsewhere than the cells/);
    expect(() => shown({ panelBy: 'kind' })).toThrow(/of one section/);
    expect(() => spatialView(cells(), { color: 'kind', genes: ['EPCAM'] })).toThrow(/genes need transcripts/);
  });

  it('is looked at before a page draws it', () => {
    const { payload } = shown();
    const changed = (change: (transcripts: ShownTranscripts) => void): unknown => {
      const copy = structuredClone(payload) as SpatialPayload;
      change(copy.transcripts!);
      return copy;
    };
    for (const [change, field] of [
      [(t) => (t.side = 0), /side/],
      [(t) => (t.factor = -1), /factor/],
      [(t) => (t.genes[0]!.depth = 30), /genes\[0\]\.depth/],
      [(t) => (t.genes[1]!.count = 2), /genes\[1\]\.sample/],
      [(t) => (t.genes[0]!.color = 'url(x)'), /genes\[0\]\.color/],
      [(t) => (t.genes[0]!.sample.shape = [9, 2]), /sample/],
    ] as [(t: ShownTranscripts) => void, RegExp][])
      expect(() => checkView(changed(change))).toThrow(field);
  });
});

/** Opens a page on a view: what the kernel sends, in order. */
function opened(key: string): {
  heard: { answer: TranscriptAnswer; bytes: Uint8Array | undefined }[];
  closed: () => boolean;
  ask(data: unknown): Promise<{ answer: TranscriptAnswer; bytes: Uint8Array | undefined }>;
  say(data: unknown): void;
} {
  const heard: { answer: TranscriptAnswer; bytes: Uint8Array | undefined }[] = [];
  let closed = false;
  const comm: Comm = {
    id: 'c',
    target: TRANSCRIPT_TARGET,
    onMessage: undefined,
    onClose: undefined,
    send: (answer, { buffers = [] } = {}) => void heard.push({ answer: answer as TranscriptAnswer, bytes: buffers[0] }),
    close: () => void (closed = true),
  };
  void handlers.get(TRANSCRIPT_TARGET)!(comm, { data: { key }, metadata: {}, buffers: [] });
  const say = (data: unknown): void => void comm.onMessage?.({ data, metadata: {}, buffers: [] });
  return {
    heard,
    closed: () => closed,
    say,
    ask: async (data) => {
      const count = heard.length;
      say(data);
      await expect.poll(() => heard.length, { interval: 1, timeout: 10_000 }).toBe(count + 1);
      return heard.at(-1)!;
    },
  };
}

describe('tiles of transcripts that a page asks for', () => {
  it('come with the dots of each, together all of a gene', async () => {
    const view = shown();
    view[DISPLAY]();
    const { key } = payloadOf(view);
    const page = opened(key);
    expect(page.heard[0]!.answer).toEqual({ facts: { genes: ['CD3E', 'EPCAM'], counts: [3, 24_000], depths: [0, 2] } });
    let sum = 0;
    for (const level of [0, 1, 2]) {
      const n = 2 ** level;
      const tiles = Array.from({ length: n * n }, (_, t) => ({ level, column: t % n, row: Math.floor(t / n) }));
      const { answer, bytes } = await page.ask({ id: level, ask: 'tiles', gene: 'EPCAM', tiles });
      const { dots, of } = answer as { dots: number[]; of: number[] };
      expect([dots, bytes!.length]).toEqual([of, 8 * dots.reduce((a, b) => a + b)]);
      sum += bytes!.length / 8;
    }
    expect(sum).toBe(24_000);
  });

  it('that make no sense are refused in a sentence, and the next ones come', async () => {
    const view = shown();
    view[DISPLAY]();
    const page = opened(payloadOf(view).key);
    const tile = { level: 1, column: 0, row: 0 };
    const wrong: [string, unknown][] = [
      ['EPCAM', undefined],
      ['EPCAM', [{ ...tile, level: 9 }]],
      ['EPCAM', [{ ...tile, column: 2 }]],
      ['EPCAM', [{ ...tile, row: -1 }]],
      ['EPCAM', [null]],
      ['EPCAM', []],
      ['EPCAM', Array(MAX_TILES_ASKED + 1).fill(tile)],
      ['no gene', [tile]],
    ];
    for (const [gene, tiles] of wrong) {
      const { answer } = await page.ask({ id: 5, ask: 'tiles', gene, tiles });
      expect(answer).toMatchObject({ id: 5, problem: expect.stringMatching(/no such tiles|no transcripts of/) });
    }
    expect((await page.ask({ id: 6, ask: 'tiles', gene: 'EPCAM', tiles: [tile] })).answer).toMatchObject({
      id: 6,
      of: [expect.any(Number)],
    });
    expect(opened('unknown').closed()).toBe(true);
  });

  it('end when the table is closed', async () => {
    const again = await readTranscripts(folder, { cache: join(folder, 'cache') });
    const view = shown({ transcripts: again });
    view[DISPLAY]();
    const page = opened(payloadOf(view).key);
    again.close();
    page.say({ id: 1, ask: 'tiles', gene: 'EPCAM', tiles: [{ level: 0, column: 0, row: 0 }] });
    await expect.poll(page.closed).toBe(true);
  });
});
