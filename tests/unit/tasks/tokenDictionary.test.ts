import { describe, expect, it } from 'vitest';
import { coordinates } from '../../../src/data';
import { tokenDictionary } from '../../../src/tasks';
import { squareTissue } from './example';

/** Token 'L' on the left half and 'R' on the right one; feature a is 2 higher on the left, b constant, c random. */
const tissue = squareTissue(
  1000,
  ['a', 'b', 'c'],
  (cell, feature, x) => (feature === 0 ? (x < 500 ? 2 : 0) : feature === 1 ? 7.5 : (cell * 0.37) % 1),
  {
    squint_token: (_, x) => (x < 500 ? 'L' : 'R'),
    kind: (cell, x) => (x < 500 || cell % 4 === 0 ? 'tumour' : 'other'),
  },
);
const dictionary = tokenDictionary(tissue, { labels: 'kind' });
const [left, right] = dictionary.entries;

describe('tokenDictionary', () => {
  it('counts cells and types of each token', () => {
    expect([left!.token, right!.token]).toEqual(['L', 'R']);
    expect(left!.cells + right!.cells).toBe(1000);
    expect(left!.share).toBeCloseTo(left!.cells / 1000, 12);
    expect(left!.types).toEqual([
      { label: 'tumour', share: 1 },
      { label: 'other', share: 0 },
    ]);
    expect(right!.types[0]!.share).toBeCloseTo(0.25, 1);
  });

  it('says which features are higher, in standard deviations, and nothing of constant ones', () => {
    // For a feature of two values the deviation is 2 sqrt(p q), so the group with share p lies q / sqrt(p q) above the mean.
    const p = left!.share;
    expect(left!.features[0]!.difference).toBeCloseTo(Math.sqrt((1 - p) / p), 5);
    expect(right!.features[0]!.difference).toBeCloseTo(-Math.sqrt(p / (1 - p)), 5);
    expect(left!.features[1]!.difference).toBe(0);
    expect(Math.abs(left!.features[2]!.difference)).toBeLessThan(0.2);
  });

  it('says how much a token lies together, and where', () => {
    expect(left!.together).toBeGreaterThan(0.9);
    const { points } = coordinates(tissue);
    const xs = [...Array(1000).keys()].map((cell) => points.get(cell, 0)).filter((x) => x < 500);
    expect(left!.center[0]).toBeCloseTo(xs.reduce((a, b) => a + b, 0) / xs.length, 6);
    const scattered = squareTissue(1000, ['a'], () => 1, { squint_token: (cell) => String(cell % 2) });
    for (const { together } of tokenDictionary(scattered).entries) expect(together).toBeCloseTo(0.5, 1);
  });

  it('compares counts regardless of how many a cell has in all', () => {
    const depth = (cell: number): number => 1 + (cell % 50);
    const counts = squareTissue(1000, ['a', 'b'], (cell, f, x) => depth(cell) * (x < 500 === (f === 0) ? 3 : 1), {
      squint_token: (_, x) => (x < 500 ? 'L' : 'R'),
    });
    const [token] = tokenDictionary(counts).entries;
    expect(token!.features[0]!.difference).toBeCloseTo(Math.sqrt((1 - token!.share) / token!.share), 4);
  });

  it('has no row for a token of fewer than 5 cells, unless all are so small', () => {
    const rows = (size: number, token: (cell: number) => string) =>
      tokenDictionary(
        squareTissue(size, ['a', 'b'], (cell, f) => ((cell + f) % 3) + 1, { squint_token: token }),
      ).profiles().rows;
    const rareOf = (cells: number) => rows(400, (cell) => (cell < cells ? 'rare' : `t${cell % 20}`));
    expect(rareOf(4).some((row) => row.startsWith('rare'))).toBe(false);
    expect(rareOf(5)).toContain('rare (5 cells)');
    expect(rows(9, (cell) => `t${cell % 3}`)).toEqual(['t0 (3 cells)', 't1 (3 cells)', 't2 (3 cells)']);
  });

  it('orders the composition by main type and shows the features that stand out', () => {
    const row = (token: string) =>
      `${token} (${dictionary.entries.find((entry) => entry.token === token)!.cells} cells)`;
    expect(dictionary.composition.rows).toEqual([row('L'), row('R')]);
    expect(dictionary.profiles().rows).toEqual([row('L'), row('R')]);
    expect(dictionary.composition.columns).toEqual(['tumour', 'other']);
    expect(dictionary.profiles(1).columns).toEqual(['a']);
    expect(dictionary.profiles().values).toHaveLength(2);
    expect(String(dictionary)).toMatch(/^token +cells +together +cell types +markers/);
  });

  it('names what is missing', () => {
    expect(() => tokenDictionary(tissue, { tokens: 'squint_tokens' })).toThrow(/Did you mean "squint_token"/);
    expect(() => tokenDictionary(tissue, { labels: 'kinds' })).toThrow(/Did you mean "kind"/);
  });
});
