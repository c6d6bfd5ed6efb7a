import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { AnnData, categorical, DenseMatrix, Table } from '../../src/data';
import { spatialView } from '../../src/views';
import { barriers } from './axe';
import { chromeMissing, screenshot } from './chrome';
import { labMissing } from './lab';
import { drawnPictures } from './labPage';
import { openCells, openedLab } from './opened';

const missing = labMissing() ?? chromeMissing();

/** Five sections of 20 x 20 cells, 10 apart; every section has a stripe of T cells, one row further than the last. */
function stack(): AnnData {
  const cells = Array.from({ length: 2000 }, (_, i) => [i % 20, Math.floor(i / 20) % 20, Math.floor(i / 400)] as const);
  const obs = new Table(cells.map((_, i) => `c${i}`));
  obs.set('kind', categorical(cells.map(([, y, z]) => (y === z + 8 ? 'T cell' : 'B cell'))));
  obs.set(
    'section',
    cells.map(([, , z]) => z),
  );
  return new AnnData({
    obs,
    var: new Table([]),
    obsm: [['spatial', DenseMatrix.fromRows(cells.map(([x, y]) => [10 * x, 10 * y]))]],
  });
}

interface Drawn {
  data: { type: string; name: string; opacity: number; z: ArrayLike<number>; marker: { size: number } }[];
  layout: { scene: { camera: { eye: { x: number; y: number; z: number } } } };
}

const read = <T>(picture: Locator, what: (drawn: Drawn) => T): Promise<T> =>
  picture.evaluate((node, body) => new Function('drawn', `return (${body})(drawn)`)(node) as T, String(what));

describe.skipIf(missing)(`a stack of sections${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  it('is drawn in space, turned and approached by keyboard, and shows a selection', async () => {
    const view = spatialView(stack(), { color: 'kind', z: 'section', zStep: 10, unit: 'um' });
    const { page, errors, strangers } = await openCells(
      opened,
      'stack.ipynb',
      [{ type: 'code', source: '', bundles: [view.bundle()] }],
      'python3',
    );
    const figure = page.locator('.tissuebook-View');
    const picture = drawnPictures(page);
    await picture.waitFor();
    await expect
      .poll(() => read(picture, ({ data }) => data.map(({ type, name, z }) => [type, name, z.length])))
      .toEqual([
        ['scatter3d', 'B cell (1,900)', 1900],
        ['scatter3d', 'T cell (100)', 100],
      ]);
    expect(await read(picture, ({ data }) => Math.max(...Array.from(data[0]!.z)))).toBe(40);
    await picture.locator('canvas').first().waitFor();
    await screenshot(page, 'stack-in-space');

    const eye = (): Promise<{ x: number; y: number; z: number }> =>
      read(picture, ({ layout }) => layout.scene.camera.eye);
    const before = await eye();
    const angle = ({ x, y }: { x: number; y: number }): number => (180 * Math.atan2(y, x)) / Math.PI;
    await picture.press('ArrowRight');
    await expect.poll(async () => angle(await eye()) - angle(before)).toBeCloseTo(10, 5);
    const size = await read(picture, ({ data }) => data[0]!.marker.size);
    await picture.press('+');
    await expect
      .poll(async () => Math.hypot((await eye()).x, (await eye()).y))
      .toBeLessThan(Math.hypot(before.x, before.y));
    await expect.poll(() => read(picture, ({ data }) => data[0]!.marker.size)).toBeCloseTo(size / 0.8, 1);

    expect(await figure.getByRole('button', { name: 'Select cells with a lasso' }).isVisible()).toBe(false);
    await figure.locator('summary', { hasText: 'Selection' }).press('Enter');
    await figure.getByLabel('Label', { exact: true }).selectOption('T cell');
    await figure.getByRole('button', { name: 'Select', exact: true }).press('Enter');
    await expect
      .poll(() => read(picture, ({ data }) => data.map(({ name, opacity }) => [name.slice(0, 6), opacity])))
      .toEqual([
        ['B cell', 0.04],
        ['T cell', 1],
      ]);
    await screenshot(page, 'stack-selected');
    expect(await barriers(page, '.tissuebook-View')).toEqual([]);
    expect([errors, strangers]).toEqual([[], []]);
  });
});
