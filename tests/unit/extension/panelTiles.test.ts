import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AskOutlines, PanelTiles } from '../../../extension/src/outlines/panelTiles';
import { type CellOutlines, encodeArray, type SpatialPanel } from '../../../src/protocol';

const panel = { x: encodeArray(Float32Array.of(0, 5, 10)), y: encodeArray(Float32Array.of(0, 5, 10)) } as SpatialPanel;
const outlines = { key: 'cells', step: 1, width: 4 } as CellOutlines;
const triangle = { counts: Uint16Array.of(3, 3, 3), offsets: Int16Array.from({ length: 18 }, (_, i) => [-1, -1, 1, -1, 0, 1][i % 6]!) }; // prettier-ignore
const all = { left: 0, right: 10, low: 0, high: 10 };

describe('outlines that the kernel has', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** What a page shows when it draws whenever it is told that there is more to do. */
  function page(ask: AskOutlines): string[] {
    const tiles = new PanelTiles(panel, outlines);
    const states: string[] = [];
    const draw = (): void => void states.push(tiles.prepare(tiles.within(all), ask, draw));
    draw();
    return states;
  }

  it('are asked for again while the kernel is busy, less and less often, until it answers', async () => {
    const asked: number[] = [];
    let busy = true;
    const states = page(() => {
      asked.push(Date.now());
      return busy ? Promise.reject(new Error('busy')) : Promise.resolve(triangle);
    });
    await vi.advanceTimersByTimeAsync(100_000);
    expect(asked.slice(1).map((at, i) => (at - asked[i]!) / 1000)).toEqual([2, 4, 8, 16, 30, 30]);
    expect(states.at(-1)).toBe('busy');
    busy = false;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(states.at(-1)).toBe('ready');
    const times = asked.length;
    await vi.advanceTimersByTimeAsync(100_000);
    expect(asked).toHaveLength(times);
  });

  it('are given up where the kernel does not know them', async () => {
    const asked = vi.fn(() => Promise.resolve(undefined));
    const states = page(asked);
    await vi.advanceTimersByTimeAsync(100_000);
    expect([states.at(-1), asked.mock.calls.length]).toEqual(['lost', 1]);
  });
});
