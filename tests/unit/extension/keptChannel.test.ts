import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Channel, FigureHost } from '../../../extension/src/figure/host';
import { KeptChannel } from '../../../extension/src/figure/keptChannel';

/** A page whose kernel is there or not; `channels` are those that were opened. */
function page(there: () => boolean | 'failing') {
  const channels: (Channel & { sent: unknown[] })[] = [];
  const connect = (): Promise<Channel | undefined> => {
    const now = there();
    if (now === 'failing') return Promise.reject(new Error('no server'));
    if (!now) return Promise.resolve(undefined);
    const sent: unknown[] = [];
    const channel = { sent, send: (data: unknown) => void sent.push(data), onMessage: () => undefined, onClose: () => undefined, close: vi.fn() }; // prettier-ignore
    channels.push(channel);
    return Promise.resolve(channel);
  };
  const host = { connect } as unknown as FigureHost;
  const heard: unknown[] = [];
  const lost: boolean[] = [];
  const open = () =>
    new KeptChannel(host, {} as HTMLElement, 'target', { id: 1 }, { message: (data) => heard.push(data), lost: (looking) => lost.push(looking) }); // prettier-ignore
  return { channels, heard, lost, open };
}

describe('a channel to the kernel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is opened again when the kernel is gone, hears and sends through the new one', async () => {
    const { channels, heard, lost, open } = page(() => true);
    const kept = open();
    await vi.advanceTimersByTimeAsync(0);
    channels[0]!.onClose('gone');
    expect(lost).toEqual([true]);
    await vi.advanceTimersByTimeAsync(500);
    expect(channels.length).toBe(2);
    channels[1]!.onMessage('here', []);
    kept.send('question');
    await vi.advanceTimersByTimeAsync(0);
    expect([heard, channels[0]!.sent, channels[1]!.sent]).toEqual([['here'], [], ['question']]);
  });

  it('hears nothing of a kernel that is lost: its last words do not bring it back', async () => {
    let there = true;
    const { channels, heard, lost, open } = page(() => there);
    open();
    await vi.advanceTimersByTimeAsync(0);
    channels[0]!.onClose('gone');
    there = false;
    channels[0]!.onMessage('last words', []);
    await vi.advanceTimersByTimeAsync(500);
    expect([heard, lost]).toEqual([[], [true, false]]);
  });

  it('is looked for ever less often, for two minutes, and then given up', async () => {
    let tries = 0;
    const { lost, open } = page(() => {
      tries++;
      return 'failing';
    });
    open();
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(tries).toBe(9);
    expect(lost).toEqual([...new Array<boolean>(8).fill(true), false]);
  });

  it('believes a kernel that does not know what is asked for, and a notebook that has none', async () => {
    const known = page(() => true);
    known.open();
    await vi.advanceTimersByTimeAsync(0);
    known.channels[0]!.onClose('refused');
    const none = page(() => false);
    none.open();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([known.lost, known.channels.length, none.lost]).toEqual([[false], 1, [false]]);
  });

  it('that was closed is opened no more', async () => {
    const { channels, lost, open } = page(() => true);
    const kept = open();
    await vi.advanceTimersByTimeAsync(0);
    channels[0]!.onClose('gone');
    kept.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([channels.length, lost]).toEqual([1, [true]]);
  });
});
