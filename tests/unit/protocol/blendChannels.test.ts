import { describe, expect, it } from 'vitest';
import { blendChannels, channelColor, type ChannelLook, isColored } from '../../../src/protocol';

const look = (changes: Partial<ChannelLook>): ChannelLook => ({ channel: 0, color: '#ffffff', low: 0, high: 255, gamma: 1, ...changes }); // prettier-ignore

function blended(planes: number[][], looks: ChannelLook[]): number[] {
  const out = new Uint8ClampedArray(4 * (planes[0]?.length ?? 1));
  blendChannels(out, planes, looks);
  return [...out];
}

describe('channels that are added up', () => {
  it('as red, green and blue from 0 to 255 are the bytes that they were', () => {
    const bytes = Array.from({ length: 256 }, (_, i) => i);
    const planes = [bytes, [...bytes].reverse(), bytes.map((value) => (value * 7) % 256)];
    const looks = ['#ff0000', '#00ff00', '#0000ff'].map((color, channel) => look({ channel, color }));
    const want = bytes.flatMap((_, i) => [planes[0]![i]!, planes[1]![i]!, planes[2]![i]!, 255]);
    expect(blended(planes, looks)).toEqual(want);
  });

  it('are black up to their low value, in full color from their high one, and their sum ends at white', () => {
    const one = look({ color: '#ff8000', low: 100, high: 300 });
    expect(blended([[50, 100, 200, 300, 60_000]], [one])).toEqual([0, 0, 0, 255, 0, 0, 0, 255, 128, 64, 0, 255, 255, 128, 0, 255, 255, 128, 0, 255]); // prettier-ignore
    expect(blended([[300], [255]], [one, look({ color: '#80ffff' })])).toEqual([255, 255, 255, 255]);
  });

  it('are brighter in the middle with a gamma below 1: the share of full color to the power of gamma', () => {
    const [value] = blended([[64]], [look({ gamma: 0.5 })]);
    expect(Math.abs(value! - 255 * (64 / 255) ** 0.5)).toBeLessThan(1);
  });

  it('are black where there is no number, and where no channel is on', () => {
    expect(blended([[NaN, -1e9, Infinity]], [look({})])).toEqual([0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 255]);
    expect(blended([], [])).toEqual([0, 0, 0, 255]);
  });

  it('have blue for nuclei by their names, and colors of their own in the order of the others', () => {
    const names = ['CD3', 'DAPI-01', 'CD8', 'Hoechst', 'PanCK'];
    const colors = names.map((_, channel) => channelColor(names, channel));
    expect(new Set(colors).size).toBe(4);
    expect(colors[1]).toBe(colors[3]);
    expect(channelColor(['DAPI'], 0)).toBe('#ffffff');
    expect([isColored(['red', 'green', 'blue']), isColored(['Red', 'Green', 'Blue', 'alpha']), isColored(names)]).toEqual([true, true, false]); // prettier-ignore
  });
});
