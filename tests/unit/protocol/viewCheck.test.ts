import { describe, expect, it } from 'vitest';
import { checkView, encodeArray, ViewError } from '../../../src/protocol';
import { type Loose, samples } from './samples';

describe('checkView', () => {
  it.each(Object.entries(samples()))('lets a sound %s payload through, also after JSON', (_, payload) => {
    expect(checkView(payload)).toBe(payload);
    expect(checkView(JSON.parse(JSON.stringify(payload)))).toEqual(payload);
  });

  it.each([[null], [5], ['text'], [[]], [{}]])('refuses %j', (value) => {
    expect(() => checkView(value)).toThrow(ViewError);
  });

  const spoil: [string, RegExp, (view: Loose) => void][] = [
    ['an unknown version', /version must be 1/, (v) => (v.version = 2)],
    ['an unknown kind', /kind must be one of spatial/, (v) => (v.kind = 'constructor')],
    ['a field that is not known', /"onclick"/, (v) => (v.panels[0].onclick = 'alert(1)')],
    ['a missing field', /panels\[0\] has no field hover/, (v) => delete v.panels[0].hover],
    ['a title of ten megabytes', /title has 10000000 characters/, (v) => (v.title = 'x'.repeat(1e7))],
    ['a label of ten megabytes', /labels\[0\] has/, (v) => (v.panels[0].color.labels[0] = 'x'.repeat(1e7))],
    ['a title that is an object', /title must be text/, (v) => (v.title = { toString: () => 'x' })],
    ['a million labels', /labels has 1000000 items/, (v) => (v.panels[0].color.labels = new Array(1e6).fill('x'))],
    [
      'fewer y than x',
      /panels\[0\]\.y has 1 numbers, but 4/,
      (v) => (v.panels[0].y = encodeArray(new Float32Array(1))),
    ],
    [
      'NaN as a position',
      /panels\[0\]\.x holds NaN/,
      (v) => (v.panels[0].x = encodeArray(new Float32Array(4).fill(NaN))),
    ],
    [
      'a code beyond the labels',
      /codes holds 3; codes go from -1 to 2/,
      (v) => (v.panels[0].color.codes = encodeArray(Int8Array.from([0, 1, 2, 3]))),
    ],
    [
      'a fraction as a code',
      /codes holds 0.5/,
      (v) => (v.panels[0].color.codes = encodeArray(Float32Array.from([0, 0, 0, 0.5]))),
    ],
    ['a color that is a URL', /palette\[0\] must be a color/, (v) => (v.panels[0].color.palette[0] = 'url(http://x)')],
    ['fewer colors than labels', /palette must have one color/, (v) => v.panels[0].color.palette.pop()],
    ['no panels', /panels has 0 items/, (v) => (v.panels = [])],
    [
      'a table row that is too short',
      /table\.rows\[0\] has 1 cells for 2/,
      (v) => (v.table = { columns: ['a', 'b'], rows: [[1]] }),
    ],
    ['a dtype that is not known', /x\.dtype must be one of/, (v) => (v.panels[0].x.dtype = 'object')],
  ];
  it.each(spoil)('refuses %s', (_, message, change) => {
    const view = samples().spatial;
    change(view);
    expect(() => checkView(view)).toThrow(message);
  });

  it('refuses a __proto__ key and changes no prototype', () => {
    const view = JSON.parse(JSON.stringify(samples().spatial).replace('{', '{"__proto__":{"polluted":1},'));
    expect(() => checkView(view)).toThrow(/"__proto__"/);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('refuses infinity where a gap is allowed', () => {
    const view = samples().curve as Loose;
    view.series[0].y = encodeArray(Float32Array.from([1, Infinity, 2]));
    expect(() => checkView(view)).toThrow(/series\[0\]\.y holds Infinity/);
  });

  it('refuses a heat map whose shape is not that of its names', () => {
    const view = samples().heatmap as Loose;
    view.values.shape = [3, 2];
    expect(() => checkView(view)).toThrow(/values\.shape must be \[2, 3\]/);
  });

  it('refuses null where a number belongs, as JSON makes of NaN', () => {
    const view = { ...samples().heatmap, vmax: NaN };
    expect(() => checkView(JSON.parse(JSON.stringify(view)))).toThrow(/vmax must be a finite number/);
  });
});
