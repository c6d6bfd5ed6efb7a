import { describe, expect, it } from 'vitest';
import { keepOutlines, Outlines } from '../../../src/data';
import {
  checkView,
  decodeArray,
  encodeArray,
  MAX_KEPT_CORNERS,
  recolored,
  type SpatialPayload,
} from '../../../src/protocol';
import { spatialView } from '../../../src/views';
import { outlinesShown, pickOutlines } from '../../../src/views/packedOutlines';
import { madeCells } from '../../madeOutlines';

const payloadOf = (view: { payload: unknown }): SpatialPayload => view.payload as SpatialPayload;

describe('a tissue with outlines', () => {
  it('carries corners as steps from the places of their cells, finer than a thousandth of a cell', () => {
    const { adata, outlines } = madeCells(6, { without: [3] });
    const { outlines: sent, panels, description } = payloadOf(spatialView(adata, { color: 'kind', outlines }));
    expect(sent).toMatchObject({ count: 35, corners: 35 * 16 });
    expect(sent!.width).toBeGreaterThan(10);
    expect(sent!.width).toBeLessThan(12);
    const [counts, offsets] = [decodeArray(sent!.counts!), decodeArray(sent!.offsets!)];
    expect([counts[2], counts[3], counts[4]]).toEqual([16, 0, 16]);
    const [x, y] = [decodeArray(panels[0]!.x), decodeArray(panels[0]!.y)];
    let at = 0;
    outlines.cells.forEach((cell, i) => {
      for (const [cx, cy] of outlines.of(cell) ?? []) {
        expect(Math.abs(x[i]! + offsets[2 * at]! * sent!.step - cx)).toBeLessThan(sent!.width / 1000);
        expect(Math.abs(y[i]! + offsets[2 * at + 1]! * sent!.step - cy)).toBeLessThan(sent!.width / 1000);
        at++;
      }
    });
    expect(description).toMatch(/35 of 36 cells have outlines, .* 1 of 36 cells have no outline: "cell-3"/);
  });

  it('takes those that the data keep, also in a subset, in micrometers, and beside another color', () => {
    const { adata, outlines } = madeCells(6);
    expect(() => spatialView(adata, { color: 'kind', outlines: true })).toThrow(expect.objectContaining({ kind: 'missing-key' })); // prettier-ignore
    keepOutlines(adata, outlines);
    const part = payloadOf(
      spatialView(adata.subset({ obs: [7, 9] }), { color: 'kind', outlines: true, pixelSize: 0.5 }),
    );
    expect([part.outlines!.count, part.outlines!.corners]).toEqual([2, 32]);
    const whole = payloadOf(spatialView(adata, { color: 'kind', outlines: true }));
    expect(part.outlines!.width / whole.outlines!.width).toBeCloseTo(0.5, 1);
    const { color } = payloadOf(spatialView(adata, { color: 'depth' })).panels[0]!;
    expect(checkView(recolored(whole, color))).toHaveProperty('outlines', whole.outlines);
  });

  it('keeps many corners with the kernel, which is asked for those of some cells', () => {
    const { adata, outlines } = madeCells(180);
    expect(outlines.x.length).toBeGreaterThan(MAX_KEPT_CORNERS);
    const view = payloadOf(spatialView(adata, { color: 'kind', outlines }));
    expect(view.outlines).toEqual({ key: expect.any(String) as string, count: 32_400, corners: 518_400, width: expect.any(Number) as number, step: expect.any(Number) as number }); // prettier-ignore
    expect(view.description).toContain('518,400 corners stay with the kernel: a saved notebook alone shows points');
    const packed = outlinesShown(adata, view.outlines!.key)!;
    const { counts, offsets } = pickOutlines(packed, Int32Array.of(500, 3));
    expect([...counts]).toEqual([16, 16]);
    expect([...offsets.subarray(32)]).toEqual([...packed.offsets.subarray(2 * 3 * 16, 2 * 4 * 16)]);
    expect(outlinesShown(adata, 'other')).toBeUndefined();
  });

  it('refuses outlines that lie elsewhere or are of other cells, and leaves out those far away', () => {
    const { adata, outlines } = madeCells(6);
    const x = outlines.x.map((value) => value / 0.2125 + 5000);
    const moved = new Outlines({ ...outlines, cells: outlines.cells, starts: outlines.starts, x, y: outlines.y });
    expect(() => spatialView(adata, { color: 'kind', outlines: moved })).toThrow(/far from their cells.*scale: 0.2125/);
    const strangers = new Outlines({ cells: outlines.cells.map((name) => `${name}-1`), starts: outlines.starts, x: outlines.x, y: outlines.y }); // prettier-ignore
    expect(() => spatialView(adata, { color: 'kind', outlines: strangers })).toThrow(expect.objectContaining({ kind: 'missing-key' })); // prettier-ignore
    const one = outlines.x.slice();
    one.fill(1e6, 0, 16);
    const some = new Outlines({ cells: outlines.cells, starts: outlines.starts, x: one, y: outlines.y });
    const view = payloadOf(spatialView(adata, { color: 'kind', outlines: some }));
    expect([view.outlines!.count, view.description]).toEqual([35, expect.stringContaining('1 outlines lie farther')]);
  });

  const spoil: [string, RegExp, (outlines: Record<string, unknown>) => void][] = [
    ['more outlines than cells', /outlines.count must be 0 to 36/, (o) => (o['count'] = 37)],
    ['fewer corners than three each', /outlines.corners/, (o) => (o['corners'] = 100)],
    ['counts of one corner', /holds 1/, (o) => (o['counts'] = encodeArray(new Uint16Array(36).fill(1)))],
    [
      'counts that do not add up',
      /are 36 outlines with 108/,
      (o) => (o['counts'] = encodeArray(new Uint16Array(36).fill(3))),
    ],
    [
      'counts for other cells',
      /outlines.counts has 9/,
      (o) => (o['counts'] = encodeArray(new Uint16Array(9).fill(64))),
    ],
    ['counts without offsets', /neither/, (o) => delete o['offsets']],
    ['offsets that are fractions', /int16/, (o) => (o['offsets'] = encodeArray(new Float32Array(2 * 576), [576, 2]))],
    ['offsets of another shape', /must be \[576, 2\]/, (o) => (o['offsets'] = encodeArray(new Int16Array(2 * 576)))],
    ['a step of nothing', /step must be more/, (o) => (o['step'] = 0)],
    ['a width that is no number', /width must be a finite/, (o) => (o['width'] = NaN)],
  ];
  it.each(spoil)('is refused with %s', (_, message, change) => {
    const { adata, outlines } = madeCells(6);
    const view = structuredClone(payloadOf(spatialView(adata, { color: 'kind', outlines })));
    change(view.outlines as unknown as Record<string, unknown>);
    expect(() => checkView(view)).toThrow(message);
  });
});
