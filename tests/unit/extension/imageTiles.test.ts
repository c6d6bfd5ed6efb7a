import { describe, expect, it } from 'vitest';
import type { Channel, FigureHost } from '../../../extension/src/figure/host';
import { checkFacts } from '../../../extension/src/images/checkFacts';
import { PlaneCache } from '../../../extension/src/images/planeCache';
import { TileFeed } from '../../../extension/src/images/tileFeed';
import { planTiles } from '../../../extension/src/images/tilePlan';
import type { ImageFacts, TilePlace } from '../../../src/protocol';

/** 100,000 x 100,000 pixels of a quarter micrometer, with a level for every power of two. */
const image: ImageFacts = {
  ...{ width: 100_000, height: 100_000, channels: ['DAPI', 'CD3'], type: 'uint8' },
  scales: Array.from({ length: 10 }, (_, k) => 2 ** k),
};
const edges = { x: [0, 25_000], y: [0, 25_000] } as const;
/** A square of the page that shows micrometers around a place, y downwards. */
const view = (x: number, y: number, span: number) => ({
  ...{ left: 0, top: 0, width: 500, height: 500 },
  x: [x - span / 2, x + span / 2] as const,
  y: [y + span / 2, y - span / 2] as const,
});

describe('the tiles of a view', () => {
  it('are at the coarsest scale whose pixels are no larger than those of the screen', () => {
    const scaleOf = (span: number, ratio = 1): number => planTiles(image, edges, view(12_500, 12_500, span), ratio)!.scale; // prettier-ignore
    // 500 pixels that show 25,000 micrometers show 200 pixels of the image each.
    expect([25_000, 12_800, 12_799, 1000, 125, 1].map((span) => scaleOf(span))).toEqual([128, 64, 64, 8, 1, 1]);
    expect([scaleOf(16_000), scaleOf(15_999), scaleOf(16_000, 2)]).toEqual([128, 64, 64]);
  });

  it('are those that the view touches, its middle first, and none beyond the image', () => {
    const { tiles } = planTiles(image, edges, view(640, 320, 250), 1)!;
    // From 515 to 765 micrometers at scale 2: columns of 128 micrometers.
    const columns = [...new Set(tiles.map(({ column }) => column))].sort((a, b) => a - b);
    const rows = [...new Set(tiles.map(({ row }) => row))].sort((a, b) => a - b);
    expect([columns, rows, tiles.length]).toEqual([[4, 5], [1, 2, 3], 6]); // prettier-ignore
    expect(tiles[0]!.row).toBe(2);
    const corner = planTiles(image, edges, view(25_000, 0, 250), 1)!.tiles;
    expect(corner.every(({ column, row }) => column <= 195 && row >= 0)).toBe(true);
    expect(planTiles(image, edges, view(40_000, 0, 250), 1)).toBeUndefined();
  });

  it('of a file without coarse levels are not asked for by the thousand', () => {
    const flat = { ...image, scales: [1, 2, 4, 8] };
    expect(planTiles(flat, edges, view(12_500, 12_500, 25_000), 1)).toBeUndefined();
    expect(planTiles(flat, edges, view(12_500, 12_500, 4000), 1)!.scale).toBe(8);
  });
});

describe('the tiles that a page keeps', () => {
  it('are those used last, within the bytes that it may take', () => {
    const cache = new PlaneCache(1000);
    const plane = (bytes: number) => ({ width: bytes, height: 1, values: new Uint8Array(bytes) });
    for (const key of ['a', 'b', 'c']) cache.set(key, plane(300));
    cache.get('a');
    cache.set('d', plane(300));
    expect(['a', 'b', 'c', 'd'].filter((key) => cache.has(key))).toEqual(['a', 'c', 'd']);
    cache.set('d', plane(100));
    expect(cache.bytes).toBe(700);
    cache.set('e', plane(5000));
    expect([cache.has('e'), cache.bytes]).toEqual([true, 5000]);
  });
});

interface Sent {
  id: number;
  ask: string;
  ids?: number[];
  column: number;
  channels: number[];
}

async function opened(facts: unknown = image) {
  const sent: Sent[] = [];
  const channel: Channel = {
    send: (data) => void sent.push(data as Sent),
    onMessage: () => undefined,
    onClose: () => undefined,
    close: () => undefined,
  };
  const host = { connect: () => Promise.resolve(channel) } as unknown as FigureHost;
  const told = { problems: [] as string[], lost: [] as boolean[], came: 0 };
  const feed = new TileFeed(
    host,
    {} as HTMLElement,
    'key',
    {
      facts: () => undefined,
      came: () => told.came++,
      problem: (text) => told.problems.push(text),
      lost: (looking) => told.lost.push(looking),
    },
    new PlaneCache(),
  );
  await Promise.resolve();
  await Promise.resolve();
  channel.onMessage({ facts }, []);
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  await settle();
  return { feed, sent, channel, told, settle };
}

const places = (...columns: number[]): TilePlace[] => columns.map((column) => ({ scale: 1, column, row: 0 }));
const full = (channels: number): Uint8Array[] => [new Uint8Array(channels * 65_536).fill(9)];

describe('the feed of tiles', () => {
  it('asks for a few at once, and drops what has left the view', async () => {
    const { feed, sent, channel, settle } = await opened();
    feed.want(places(0, 1, 2, 3, 4, 5, 6, 7, 8), [0, 1]);
    await settle();
    expect(sent.map(({ column, channels }) => [column, channels.length])).toEqual([0, 1, 2, 3, 4, 5].map((column) => [column, 2])); // prettier-ignore
    channel.onMessage({ id: sent[0]!.id, tile: { width: 256, height: 256 } }, full(2));
    await settle();
    expect(sent.at(-1)!.column).toBe(6);
    feed.want(places(5, 6, 20), [0, 1]);
    await settle();
    const drop = sent.find(({ ask }) => ask === 'drop')!;
    expect(drop.ids).toEqual([1, 2, 3, 4].map((i) => sent[i]!.id));
    expect(sent.filter(({ ask }) => ask === 'tile').map(({ column }) => column)).toEqual([0, 1, 2, 3, 4, 5, 6, 20]);
    expect(feed.planes(places(0)[0]!, [1, 0])?.map(({ values }) => values[7])).toEqual([9, 9]);
  });

  it('asks only for the channels that are not there', async () => {
    const { feed, sent, channel, settle } = await opened();
    feed.want(places(0), [0]);
    await settle();
    channel.onMessage({ id: sent[0]!.id, tile: { width: 256, height: 256 } }, full(1));
    feed.want(places(0), [0, 1]);
    await settle();
    expect(sent.map(({ channels }) => channels)).toEqual([[0], [1]]);
    feed.want(places(0), [0]);
    await settle();
    // The second channel was switched off before it came.
    expect([sent.at(-1)!.ask, sent.at(-1)!.ids, feed.busy]).toEqual(['drop', [sent[1]!.id], false]);
  });

  it('believes no tile of another size, asks for it no more, and says so', async () => {
    const { feed, sent, channel, told, settle } = await opened();
    feed.want(places(0, 1, 2), [0]);
    await settle();
    channel.onMessage({ id: sent[0]!.id, tile: { width: 9999, height: 9999 } }, [new Uint8Array(7)]);
    channel.onMessage({ id: sent[1]!.id, problem: 'damaged' }, []);
    channel.onMessage({ id: sent[2]!.id, tile: {} }, []);
    channel.onMessage({ id: 12_345, tile: {} }, full(1));
    channel.onMessage(null, []);
    expect(told.problems).toEqual([expect.stringMatching(/another size/), 'damaged', expect.stringMatching(/another size/)]); // prettier-ignore
    feed.want(places(0, 1, 2), [0]);
    await settle();
    expect(sent.length).toBe(3);
  });

  it('takes nothing from a kernel that says no sound size, and asks nothing of one that is gone', async () => {
    for (const facts of [null, {}, { ...image, width: 1e300 }, { ...image, scales: [2, 1] }, { ...image, scales: [3] }, { ...image, type: 'text' }, { ...image, channels: [{}] }]) {
      expect(checkFacts(facts)).toBeUndefined();
    } // prettier-ignore
    const { feed, sent, channel, told, settle } = await opened({ ...image, height: -1 });
    feed.want(places(0), [0]);
    await settle();
    expect([sent, told.problems.length]).toEqual([[], 1]);
    channel.onMessage({ facts: image }, []);
    feed.want(places(0), [0]);
    channel.onClose('refused');
    await settle();
    expect([told.lost, feed.facts, feed.busy, await feed.range(0)]).toEqual([[false], undefined, false, undefined]);
    feed.dispose();
  });
});
