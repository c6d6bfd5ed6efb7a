import { describe, expect, it } from 'vitest';
import type { Channel, FigureHost } from '../../../extension/src/figure/host';
import { KeptFrames } from '../../../extension/src/watch/keptFrames';
import { WatchChannel } from '../../../extension/src/watch/watchChannel';
import { FRAME_BYTES, MOST_FRAMES, unpackBits, type WatchColor } from '../../../src/protocol';

const frame = (step: number, cells = 4) => ({ step, epoch: 1, codes: new Uint8Array(cells) });

describe('the frames that a page keeps', () => {
  it('are each kept once, in the order of their steps, by what they are colored by', () => {
    const kept = new KeptFrames();
    for (const step of [30, 10, 20, 10]) kept.add('tokens', frame(step));
    kept.add('error', frame(5));
    expect(kept.of('tokens').map(({ step }) => step)).toEqual([10, 20, 30]);
    expect(kept.colors).toEqual(['tokens', 'error']);
  });

  it('are bounded in number and in bytes, with the first and the last among them', () => {
    const [small, large] = [new KeptFrames(), new KeptFrames()];
    const cells = Math.floor(FRAME_BYTES / 30);
    for (let step = 0; step < 500; step++) small.add('tokens', frame(step));
    for (let step = 0; step < 30; step++) large.add('tokens', frame(step, cells));
    expect(small.of('tokens')).toHaveLength(MOST_FRAMES);
    expect(small.of('tokens').at(-1)!.step).toBe(499);
    expect(large.of('tokens').length * cells).toBeLessThanOrEqual(FRAME_BYTES / 3);
    expect([large.of('tokens')[0]!.step, large.of('tokens').at(-1)!.step]).toEqual([0, 29]);
  });
});

describe('the channel to a watched training', () => {
  const scale = { by: 'category', name: 'token', labels: ['0', '1'], palette: ['#0072b2', '#e69f00'] };
  const run = {
    ...{
      id: 'r',
      status: 'running',
      color: 'tokens',
      colors: ['tokens'],
      seen: 1,
      interventions: [],
      steer: ['hold-out'],
    },
    ...{ progress: { done: 1, of: 9, steps: [1], losses: [2] }, notes: [], scale },
  };
  const told = { color: 'tokens', step: 1, epoch: 1, dtype: 'uint8' };

  async function open() {
    const sent: { data: unknown; buffers: Uint8Array[] | undefined }[] = [];
    const channel: Channel = {
      send: (data, buffers) => void sent.push({ data, buffers }),
      onMessage: () => undefined,
      onClose: () => undefined,
      close: () => undefined,
    };
    const host = { connect: () => Promise.resolve(channel) } as unknown as FigureHost;
    const [frames, refused]: [[WatchColor, number[]][], string[]] = [[], []];
    const watch = new WatchChannel(
      host,
      {} as HTMLElement,
      { id: 'r', cells: 4 },
      {
        run: () => undefined,
        frame: (color, { codes }) => frames.push([color, [...codes]]),
        refused: (why) => refused.push(why),
        lost: () => undefined,
      },
    );
    await Promise.resolve();
    await Promise.resolve();
    return { watch, channel, sent, frames, refused };
  }

  it('takes frames that the run of their color has a scale for, and no others', async () => {
    const { channel, frames, refused } = await open();
    channel.onMessage({ frame: told }, [Uint8Array.of(0, 1, 255, 0)]);
    channel.onMessage({ run }, []);
    channel.onMessage({ frame: told }, [Uint8Array.of(0, 1, 255, 0)]);
    channel.onMessage({ frame: told }, [Uint8Array.of(0, 2, 255, 0)]);
    channel.onMessage({ frame: told }, [Uint8Array.of(0, 1)]);
    channel.onMessage({ frame: { ...told, color: 'error' } }, [Uint8Array.of(0, 1, 1, 0)]);
    channel.onMessage({ run: { ...run, palette: 1 } }, []);
    channel.onMessage('nothing', []);
    expect(frames).toEqual([['tokens', [0, 1, 255, 0]]]);
    expect(refused).toEqual([
      expect.stringMatching(/no scale/),
      expect.stringMatching(/holds 2/),
      expect.stringMatching(/2 codes for 4 cells/),
      expect.stringMatching(/no scale/),
      expect.stringMatching(/not known/),
    ]);
  });

  it('sends which cells are meant, a bit a cell', async () => {
    const { watch, sent } = await open();
    watch.ask({ command: 'look-more', times: 3 }, Uint8Array.of(0, 1, 1, 0));
    await Promise.resolve();
    expect(sent[0]!.data).toEqual({ command: 'look-more', times: 3 });
    expect([...unpackBits(sent[0]!.buffers![0]!, 4)!]).toEqual([1, 2]);
  });
});
