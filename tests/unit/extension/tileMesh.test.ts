import { describe, expect, it } from 'vitest';
import { cellAt, tileMesh } from '../../../extension/src/outlines/tileMesh';
import { PanelTiles } from '../../../extension/src/outlines/panelTiles';
import type { SpatialPayload } from '../../../src/protocol';
import { ringArea } from '../../../src/data/outlines/outlines';
import { spatialView } from '../../../src/views';
import { madeCells } from '../../madeOutlines';

/** The area of all triangles of a mesh that belong to a cell. */
function filled({ positions, owners, triangles }: ReturnType<typeof tileMesh>, cell: number): number {
  let area = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
    if (owners[a] !== cell) continue;
    const at = (v: number): [number, number] => [positions[2 * v]!, positions[2 * v + 1]!];
    const [[ax, ay], [bx, by], [cx, cy]] = [at(a), at(b), at(c)];
    area += Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2;
  }
  return area;
}

describe('triangles of outlines', () => {
  // A star of five points, which is not convex, a square, and a cell without an outline.
  const star = Array.from({ length: 10 }, (_, k) => {
    const radius = k % 2 ? 400 : 1000;
    return [Math.round(radius * Math.cos((Math.PI * k) / 5)), Math.round(radius * Math.sin((Math.PI * k) / 5))];
  }).flat();
  const square = [-500, -500, 500, -500, 500, 500, -500, 500];
  const parts = { counts: [10, 4, 0], offsets: [...star, ...square] };
  const [x, y, step] = [[0, 30, 60], [0, 5, 10], 0.01];

  it('fill each outline, and nothing else', () => {
    const mesh = tileMesh(x, y, parts, step, 2);
    const xs = star.filter((_, i) => i % 2 === 0);
    const ys = star.filter((_, i) => i % 2 === 1);
    expect(filled(mesh, 0)).toBeCloseTo(ringArea(xs, ys, 0, 10) * step ** 2, 3);
    expect(filled(mesh, 1)).toBeCloseTo(100, 4);
    // A disk of eight corners.
    expect(filled(mesh, 2)).toBeCloseTo(2 * Math.SQRT2 * 2 ** 2, 3);
    expect(mesh.edges.length).toBe(2 * 14);
  });

  it('are found by a place inside, by the even-odd rule', () => {
    const at = (px: number, py: number): number | undefined => cellAt(px, py, x, y, parts, step);
    expect([at(0, 0), at(9, 0), at(9, 3), at(33, 9), at(36, 5), at(60, 10)]).toEqual([0, 0, undefined, 1, undefined, undefined]); // prettier-ignore
  });

  it('are made for tiles in sight alone, and lead from a place to its cell, whether sent along or asked for', async () => {
    const { adata, outlines, apart } = madeCells(60);
    const payload = spatialView(adata, { color: 'kind', outlines }).payload as SpatialPayload;
    const sent = payload.outlines!;
    const { counts, offsets, ...asked } = sent;
    expect(counts && offsets).toBeTruthy();
    const near = { left: 0, right: 100, low: 0, high: 100 };
    const here = new PanelTiles(payload.panels[0]!, sent);
    const tiles = here.within(near);
    expect(tiles.length).toBeLessThan(here.within({ left: 0, right: 840, low: 0, high: 840 }).length);
    let rounds = 0;
    while (here.prepare(tiles, () => Promise.reject(new Error('not asked')), () => undefined) !== 'ready') expect(rounds++).toBeLessThan(100); // prettier-ignore
    expect(here.at(2 * apart + 1, 3 * apart)).toBe(3 * 60 + 2);
    expect(here.at(2.5 * apart, 3.5 * apart)).toBeUndefined();

    const there = new PanelTiles(payload.panels[0]!, asked);
    const whole = new PanelTiles(payload.panels[0]!, sent);
    const ask = (key: string, cells: Int32Array): Promise<(typeof tiles)[0]['parts']> => {
      expect(key).toBe(sent.key);
      const one = whole.within(near).find(({ points }) => points[0] === cells[0])!;
      void whole.prepare([one], () => Promise.resolve(undefined), () => undefined); // prettier-ignore
      return Promise.resolve(one.parts);
    };
    expect(there.prepare(there.within(near), ask, () => undefined)).toBe('waiting');
    await new Promise((resolve) => setTimeout(resolve, 5));
    for (let round = 0; there.prepare(there.within(near), ask, () => undefined) !== 'ready'; round++) {
      expect(round).toBeLessThan(100);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(there.at(2 * apart + 1, 3 * apart)).toBe(3 * 60 + 2);

    const lost = new PanelTiles(payload.panels[0]!, asked);
    const nobody = (): Promise<undefined> => Promise.resolve(undefined);
    lost.prepare(lost.within(near), nobody, () => undefined);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(lost.prepare(lost.within(near), nobody, () => undefined)).toBe('lost');
  });
});
