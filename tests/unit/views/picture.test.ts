import { inflateSync } from 'node:zlib';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import {
  encodeArray,
  METADATA,
  palette,
  PAGE_THEME,
  plotlyFigure,
  type SpatialPayload,
  type ViewPayload,
} from '../../../src/protocol';
import { Canvas } from '../../../src/views/picture/canvas';
import { fillPath } from '../../../src/views/picture/fillPath';
import { encodePng } from '../../../src/views/picture/png';
import { colorAt } from '../../../src/views/picture/parseColor';
import { textWidth, writeText } from '../../../src/views/picture/text';
import { linearTicks, logTicks } from '../../../src/views/picture/ticks';
import { viewPicture } from '../../../src/views/picture/viewPicture';
import { pictureBundle } from '../../../src/views/pictureBundle';
import { samples } from '../protocol/samples';

const floats = (values: Iterable<number>) => encodeArray(Float32Array.from(values));

/** Points in a plane of categories or values. */
function tissue(count: number, by: 'category' | 'value'): SpatialPayload {
  let state = 1;
  const random = (): number => (state = (Math.imul(state, 48271) >>> 0) % 2147483647) / 2147483647;
  const numbers = (size: number): Float32Array => Float32Array.from({ length: count }, () => random() * size);
  const color: SpatialPayload['panels'][0]['color'] =
    by === 'category'
      ? {
          by,
          name: 'phenotype',
          labels: ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
          palette: palette(7),
          codes: encodeArray(Int8Array.from({ length: count }, () => Math.floor(random() * 7))),
        }
      : { by, name: 'CD3', values: encodeArray(numbers(1)), vmin: 0, vmax: 1, scale: 'sequential' };
  const panel = { title: '', x: encodeArray(numbers(1000)), y: encodeArray(numbers(1000)), color, hover: [] };
  return { ...samples().spatial, panels: [panel] };
}

/** The pixels of a picture as [r, g, b] by place. */
function pixelsOf(png: Uint8Array): {
  width: number;
  height: number;
  at: (x: number, y: number) => number[];
  colors: Map<string, number>;
} {
  const {
    data,
    palette: list,
    width,
    height,
  } = decode(png) as unknown as { data: Uint8Array; palette: number[][]; width: number; height: number };
  const colors = new Map<string, number>();
  for (const place of data) colors.set(hex(list[place]), (colors.get(hex(list[place])) ?? 0) + 1);
  return { width, height, colors, at: (x, y) => list[data[y * width + x]] };
}

const hex = (rgb: number[]): string =>
  `#${rgb
    .slice(0, 3)
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')}`;

describe('a PNG', () => {
  it('is read back by another program with the same pixels, when it has 256 colors or fewer', () => {
    const pixels = Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) => (Math.floor(i / 3) * (1 + (i % 3))) % 256);
    const { at } = pixelsOf(encodePng(pixels, 16, 16));
    for (let i = 0; i < 256; i++)
      expect(at(i % 16, Math.floor(i / 16)).slice(0, 3)).toEqual([...pixels.subarray(3 * i, 3 * i + 3)]);
  });

  it('makes near colors one where there are more', () => {
    const pixels = Uint8Array.from(
      { length: 3 * 4096 },
      (_, i) => [(i / 3) & 255, (i / 48) & 255, (i / 768) & 255][i % 3],
    );
    const { at, colors } = pixelsOf(encodePng(pixels, 64, 64));
    expect(colors.size).toBeLessThanOrEqual(256);
    const far = Array.from({ length: 4096 }, (_, i) =>
      Math.max(
        ...at(i % 64, Math.floor(i / 64))
          .slice(0, 3)
          .map((v, c) => Math.abs(v - pixels[3 * i + c])),
      ),
    );
    expect(Math.max(...far)).toBeLessThan(64);
  });

  it('has chunks with right lengths, and pixels that zlib unpacks', () => {
    const png = Buffer.from(encodePng(new Uint8Array(12), 2, 2));
    const at = png.indexOf('IDAT');
    expect(inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)))).toHaveLength(6);
  });
});

describe('shapes', () => {
  const clip = { left: 0, top: 0, right: 40, bottom: 40 };
  const area = (outlines: number[][]): number =>
    fillPath(outlines, clip)?.shares.reduce((sum, share) => sum + share, 0) ?? 0;

  it('cover their area, to the last thousandth of a pixel', () => {
    expect(area([[3.25, 4.5, 10.75, 4.5, 10.75, 9.25, 3.25, 9.25]])).toBeCloseTo(7.5 * 4.75, 3);
    expect(area([[2, 2, 30, 7, 11, 33]])).toBeCloseTo(Math.abs((28 * 31 - 9 * 5) / 2), 2);
  });

  it('have holes where an outline runs the other way, and are cut at the edge', () => {
    expect(
      area([
        [0, 0, 10, 0, 10, 10, 0, 10],
        [2, 2, 2, 4, 4, 4, 4, 2],
      ]),
    ).toBeCloseTo(96, 3);
    expect(area([[-20, -20, 20, -20, 20, 20, -20, 20]])).toBeCloseTo(400, 3);
  });

  it('are written as text as wide as it is measured', () => {
    const canvas = new Canvas({ width: 200, height: 30 }, 2, '#ffffff');
    writeText(canvas, 'TGF-β 3 µm², naïve', 10, 15, { color: '#000000' });
    const dark = Array.from({ length: canvas.pixels.length / 3 }, (_, i) => i).filter(
      (i) => canvas.pixels[3 * i] < 128,
    );
    const xs = dark.map((i) => i % canvas.width);
    expect(Math.min(...xs) / 2).toBeGreaterThan(9);
    expect(Math.max(...xs) / 2).toBeLessThan(11 + textWidth('TGF-β 3 µm², naïve'));
    expect((Math.max(...xs) - Math.min(...xs)) / 2).toBeGreaterThan(0.9 * textWidth('TGF-β 3 µm², naïve'));
  });
});

describe('ticks', () => {
  it('are round, in the range, and no more than asked for', () => {
    expect(linearTicks(0, 1, 6).map(({ text }) => text)).toEqual(['0', '0.2', '0.4', '0.6', '0.8', '1']);
    expect(linearTicks(-1234, 5678, 5).map(({ text }) => text)).toEqual(['0', '2,000', '4,000']);
    expect(logTicks(0, 3).map(({ text }) => text)).toEqual(['1', '10', '100', '1,000']);
    expect(logTicks(0, 1).map(({ text }) => text)).toEqual(['1', '2', '5', '10']);
  });
});

describe('the picture of a view', () => {
  it.each(Object.entries(samples()))(
    'is there for the kind %s, with the title and something in color',
    (_, payload) => {
      const { png, width, height } = viewPicture(payload);
      const { colors, width: pixels } = pixelsOf(png);
      expect(pixels).toBe(2 * width);
      expect(height).toBeGreaterThan(200);
      const [background] = [...colors].sort((a, b) => b[1] - a[1]);
      expect(background?.[0]).toBe('#ffffff');
      expect([...colors.keys()].some((color) => new Set(color.slice(1).match(/../g)).size > 1)).toBe(true);
    },
  );

  it('has each label in the color that the live figure has', () => {
    const payload = samples().spatial;
    const { colors } = pixelsOf(viewPicture(payload).png);
    const live = plotlyFigure(payload).data.flatMap(
      ({ marker }) => (marker as { color?: string } | undefined)?.color ?? [],
    );
    expect(live.length).toBeGreaterThan(2);
    for (const color of live) expect(colors.get(String(color)) ?? 0).toBeGreaterThan(20);
  });

  it('is the same, byte for byte, each time', () => {
    for (const payload of [samples().spatial, tissue(30_000, 'value')]) {
      expect(Buffer.from(viewPicture(payload).png).equals(viewPicture(structuredClone(payload)).png)).toBe(true);
    }
  });

  it('puts points where the axes say: a mark at the low end of x and of y lies at the left and above', () => {
    const payload: SpatialPayload = { ...samples().spatial, panels: [{ title: '', x: floats([0, 100]), y: floats([0, 100]), color: { by: 'category', name: 'n', labels: ['low', 'high'], palette: ['#ff0000', '#0000ff'], codes: encodeArray(Int8Array.from([0, 1])) }, hover: [] }] }; // prettier-ignore
    const { width, height, at } = pixelsOf(viewPicture(payload).png);
    const found = (wanted: string): number[] => {
      // From left to right: the legend, with the same colors, stands at the right.
      for (let x = 0; x < width; x++) {
        for (let y = 0; y < height; y++) if (hex(at(x, y)) === wanted) return [x, y];
      }
      return [];
    };
    const [low, high] = [found('#ff0000'), found('#0000ff')];
    expect(low[0]).toBeLessThan(high[0]);
    expect(low[1]).toBeLessThan(high[1]);
  });

  it.each(['category', 'value'] as const)('of a million points by %s takes less than 300 kB in the bundle', (by) => {
    const bundle = pictureBundle(tissue(1_000_000, by));
    expect(String(bundle['image/png']).length).toBeLessThan(300_000);
    expect(bundle).not.toHaveProperty('application/vnd.plotly.v1+json');
  });

  it('takes hostile text as text', () => {
    const payload: ViewPayload = {
      ...samples()['bars'],
      title: '<script>alert(1)</script> &amp; \u202e %{x} $a$'.repeat(20),
    };
    expect(viewPicture(payload).png.length).toBeGreaterThan(1000);
  });
});

describe('pictureBundle', () => {
  it('has the picture with its size and its words', () => {
    const bundle = pictureBundle(samples().spatial);
    expect(Object.keys(bundle)).toEqual([
      'application/vnd.tissuebook.view+json',
      'application/vnd.plotly.v1+json',
      'image/png',
      'text/plain',
    ]);
    const { width, alt } = bundle[METADATA]?.['image/png'] as { width: number; alt: string };
    expect(width).toBeGreaterThan(200);
    expect(alt).toBe('Title\nDescription.');
  });

  it('leaves the picture of curves that grow to their end', () => {
    const running = samples()['curve'];
    expect(pictureBundle(running)).not.toHaveProperty('image/png');
    const ended = structuredClone(running);
    if (ended.kind === 'curve' && ended.progress) ended.progress.status = 'finished';
    expect(pictureBundle(ended)).toHaveProperty('image/png');
  });
});

it('a scale has the colors of its ends at its ends', () => {
  const stops = [[0, '#000000'], [0.5, '#808080'], [1, '#ffffff']] as const; // prettier-ignore
  expect([0, 0.25, 1, 7].map((share) => colorAt(stops, share))).toEqual(['#000000', '#404040', '#ffffff', '#ffffff']);
  expect(PAGE_THEME.background).toBe('#ffffff');
});
