import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PixelArray, TissueImage } from '../../../src/data';
import type { TileSource } from '../../../src/data/images/pixels';
import '../../../src/lab';
import {
  type ChannelRange,
  type Comm,
  type CommTargetHandler,
  DISPLAY,
  IMAGE_TARGET,
  type ImageFacts,
  KERNEL_API,
  type SpatialPayload,
} from '../../../src/protocol';
import { imageView } from '../../../src/views';
import { writeMadeTiff } from '../../madeTiff';

type Answer = { id?: number; facts?: ImageFacts; tile?: { width: number; height: number }; problem?: string; range?: ChannelRange }; // prettier-ignore

/** A page that opens a comm: what the kernel sends, in order. */
class Page {
  readonly heard: { answer: Answer; buffers: Uint8Array[] }[] = [];
  closed = false;
  readonly #comm: Comm;

  constructor(handler: CommTargetHandler, data: unknown) {
    this.#comm = {
      id: 'c',
      target: IMAGE_TARGET,
      onMessage: undefined,
      onClose: undefined,
      send: (answer, { buffers = [] } = {}) => void this.heard.push({ answer: answer as Answer, buffers }),
      close: () => void (this.closed = true),
    };
    void handler(this.#comm, { data, metadata: {}, buffers: [] });
  }

  say(data: unknown): void {
    void this.#comm.onMessage?.({ data, metadata: {}, buffers: [] });
  }

  async ask(data: unknown): Promise<{ answer: Answer; buffers: Uint8Array[] }> {
    const count = this.heard.length;
    this.say(data);
    await expect.poll(() => this.heard.length, { interval: 1, timeout: 10_000 }).toBe(count + 1);
    return this.heard.at(-1)!;
  }

  get facts(): ImageFacts {
    return this.heard[0]!.answer.facts!;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'image-service-'));
const handlers = new Map<string, CommTargetHandler>();
const scope = globalThis as { [KERNEL_API]?: unknown };
const gradient = (x: number, y: number, c: number): number => ((x % 512) >> 1) ^ (c === 0 ? y & 255 : c);

beforeAll(() => {
  scope[KERNEL_API] = { onComm: (target: string, handler: CommTargetHandler) => void handlers.set(target, handler) };
});
afterAll(() => {
  scope[KERNEL_API] = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** Shows an image, as a cell does, and opens a page on it. */
async function shown(image: string | TissueImage, channels?: string[]): Promise<Page> {
  const view = await imageView(image, channels && { channels });
  view[DISPLAY]();
  const { key } = (view.payload as SpatialPayload).images![0]!.zoom!;
  return new Page(handlers.get(IMAGE_TARGET)!, { key });
}

const tile = (scale: number, column: number, row: number, channels: unknown = [0, 1, 2]): object => ({
  ...{ id: 7, ask: 'tile', scale, column, row, channels },
});

describe('tiles that a page asks for', () => {
  it('come from a file of 100,000 x 100,000 pixels at every scale, pixel by pixel, without its other tiles', async () => {
    const path = join(folder, 'huge.ome.tif');
    const side = 100_000;
    writeMadeTiff(path, { width: side, height: side, samples: 3, tile: 512, levels: 8, period: 512, once: true, micrometers: 0.25, value: gradient }); // prettier-ignore
    const page = await shown(path);
    expect(page.facts).toMatchObject({ width: side, height: side, channels: ['red', 'green', 'blue'], type: 'uint8' });
    expect(page.facts.scales).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512]);
    const { answer, buffers } = await page.ask(tile(1, 195, 390));
    expect(answer).toEqual({ id: 7, tile: { width: 256, height: 160 } });
    const [left, top] = [195 * 256, 390 * 256];
    // One channel after the other, row by row.
    const want = Uint8Array.from({ length: 3 * 256 * 160 }, (_, e) => {
      const p = e % (256 * 160);
      return gradient(left + (p % 256), top + Math.floor(p / 256), Math.floor(e / (256 * 160)));
    });
    expect(Buffer.compare(buffers[0]!, want)).toBe(0);
    // The right end of a level that is 6,250 pixels wide, of which the file keeps every 16th pixel.
    const coarse = await page.ask(tile(16, 24, 0, [2]));
    expect(coarse.answer.tile).toEqual({ width: 106, height: 256 });
    expect(coarse.buffers[0]![3 * 106 + 5]).toBe(gradient(16 * (24 * 256 + 5), 0, 2));
  });

  it('that are taken back before their turn are not read', async () => {
    const asked: string[] = [];
    const page = await shown(madeImage((level, column, row) => void asked.push(`${level}/${column}/${row}`)));
    asked.length = 0;
    for (let column = 0; column < 6; column++) page.say({ ...tile(1, column, 0, [0]), id: column });
    page.say({ ask: 'drop', ids: [2, 3, 4, 99, 'x'] });
    await expect.poll(() => page.heard.filter(({ answer }) => answer.tile).map(({ answer }) => answer.id)).toEqual([0, 1, 5]); // prettier-ignore
    expect(asked).toEqual(['0/0/0', '0/1/0', '0/5/0']);
  });

  it('are of the channels that are named, and others are not unpacked', async () => {
    const planes: number[] = [];
    const page = await shown(madeImage((_, __, ___, channel) => void planes.push(channel!)));
    planes.length = 0;
    const { buffers } = await page.ask(tile(1, 1, 2, [3, 1]));
    expect(planes).toEqual([3, 1]);
    const values = new Uint16Array(buffers[0]!.buffer);
    expect([values[0], values[65_536]]).toEqual([3256, 1256]);
    const range = await page.ask({ id: 8, ask: 'range', channel: 2 });
    // The level of 256 x 256 pixels has every 16th column: a hundredth of them are black.
    expect(range.answer.range).toEqual({ least: 2000, most: 6080, low: 2032, high: 6080 });
  });

  it('that are not there, or make no sense, are refused in a sentence, and the next one comes', async () => {
    const page = await shown(madeImage(() => undefined));
    const wrong = [
      tile(1, -1, 0),
      tile(1, 400, 0),
      tile(1, 0.5, 0),
      tile(3, 0, 0),
      tile(2 ** 40, 0, 0),
      tile(1, NaN, 0),
    ];
    wrong.push(tile(1, 0, 0, []), tile(1, 0, 0, [4]), tile(1, 0, 0, ['0']), tile(1, 0, 0, Array(9).fill(0)), tile(1, 0, 0, 'all')); // prettier-ignore
    wrong.push({ id: 7, ask: 'range', channel: 'length' }, { id: 7, ask: 'else' }, { id: 7 });
    for (const question of wrong) {
      const { answer } = await page.ask(question);
      expect(answer, JSON.stringify(question)).toEqual({ id: 7, problem: expect.stringMatching(/\w+ .*\./) });
    }
    for (const nonsense of [null, 7, 'tile', []])
      expect((await page.ask(nonsense)).answer.problem).toMatch(/not known/);
    expect((await page.ask(tile(1, 0, 0, [0]))).answer.tile).toEqual({ width: 256, height: 256 });
  });

  it('that the file does not hold as it says are a problem of one tile, and of no other', async () => {
    const page = await shown(
      madeImage((level, column) => {
        if (level === 0 && column === 3) throw new Error('the tile is damaged');
      }),
    );
    expect((await page.ask(tile(1, 3, 0, [0]))).answer).toEqual({ id: 7, problem: 'the tile is damaged' });
    expect((await page.ask(tile(1, 2, 0, [0]))).answer.tile).toBeDefined();
  });

  it('of an image that was closed, or that no view has shown, close the channel', async () => {
    const image = madeImage(() => undefined);
    const page = await shown(image);
    await image.close();
    page.say(tile(1, 0, 0, [0]));
    await expect.poll(() => page.closed).toBe(true);
    for (const data of [{ key: 'other' }, null, {}]) {
      expect(new Page(handlers.get(IMAGE_TARGET)!, data).closed).toBe(true);
    }
  });

  it('are not offered at scales for which the file would have to be read as a whole', async () => {
    const flat = madeImage(() => undefined, 1);
    const page = await shown(flat, ['CD3']);
    expect(page.facts.scales).toEqual([1, 2, 4, 8]);
  });
});

/** 4 channels of 16 bits, 4096 x 4096 pixels, kept apart: the channel times a thousand, and the column. @param told hears what is unpacked */
function madeImage(
  told: (level: number, column: number, row: number, channel?: number) => void,
  levels = 5,
): TissueImage {
  const source: TileSource = {
    levels: Array.from({ length: levels }, (_, k) => ({ width: 4096 >> k, height: 4096 >> k, tileWidth: 256, tileHeight: 256 })), // prettier-ignore
    channels: ['DAPI', 'CD3', 'CD8', 'PanCK'],
    type: 'uint16',
    readTile: async () => {
      throw new Error('all channels were read');
    },
    readPlane: async (level, column, row, channel) => {
      told(level, column, row, channel);
      const values: PixelArray = Uint16Array.from({ length: 65_536 }, (_, p) => 1000 * channel + ((column * 256 + (p % 256)) << level)); // prettier-ignore
      return { width: 256, height: 256, channels: 1, values };
    },
    close: async () => undefined,
  };
  return new TissueImage('made', source, { maxBytes: 2 ** 28, cacheBytes: 2 ** 20 });
}
