import { describe, expect, it } from 'vitest';
import { AnnData, categorical, DenseMatrix, Table } from '../../src/data';
import { spatialView } from '../../src/views';
import { barriers } from './axe';
import { chromeMissing, screenshot, savedBy } from './chrome';
import { labMissing } from './lab';
import { colorAt, drawnPictures, placeOfPoint, reveal } from './labPage';
import { openCells, openedLab } from './opened';

const missing = labMissing() ?? chromeMissing();
const SIDE = 500;

/** A square of 500 x 500 cells, 1 apart: the left half T cells, the right half B cells; depth grows downwards. */
function square(): AnnData {
  const cells = Array.from({ length: SIDE * SIDE }, (_, i) => [i % SIDE, Math.floor(i / SIDE)] as const);
  const obs = new Table(cells.map((_, i) => `cell-${i}`));
  obs.set('kind', categorical(cells.map(([x]) => (x < SIDE / 2 ? 'T cell' : 'B cell'))));
  obs.set(
    'depth',
    cells.map(([, y]) => y),
  );
  return new AnnData({
    obs,
    var: new Table([]),
    obsm: [['spatial', DenseMatrix.fromRows(cells.map(([x, y]) => [x, y]))]],
  });
}

describe.skipIf(missing)(`a tissue of 250,000 cells${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();
  const adata = square();
  // In the order of the labels: B cells, T cells.
  const palette = ['#e69f00', '#0072b2'];
  const [blue, orange] = [
    [0, 114, 178, 255],
    [230, 159, 0, 255],
  ];

  const cells = [
    spatialView(adata, { color: 'kind', palette, hover: ['depth'] }),
    spatialView(adata, { color: 'depth' }),
  ].map((view) => ({ type: 'code' as const, source: '', bundles: [view.bundle()] }));

  it('is zoomed, filtered, selected and saved like a small one', async () => {
    const { page, errors, strangers } = await openCells(opened, 'many.ipynb', cells, 'python3');
    const view = page.locator('.tissuebook-View').first();
    const picture = drawnPictures(page).first();
    await expect.poll(() => colorAt(view, 'points', 100, 100)).toEqual(blue);
    expect(await colorAt(view, 'points', 400, 100)).toEqual(orange);
    await screenshot(page, 'many-points');

    // The pointer finds one cell of them.
    await picture.hover({ position: await placeOfPoint(picture, 123, 321) });
    const facts = view.locator('.tissuebook-View-tooltip');
    await expect.poll(() => facts.innerText()).toContain('kind: T cell');
    expect(await facts.innerText()).toMatch(/depth: 3[12]\d/);

    await view.getByLabel('T cell (125,000)', { exact: true }).press('Space');
    await expect.poll(() => colorAt(view, 'points', 100, 100)).toEqual([0, 0, 0, 0]);
    expect(await colorAt(view, 'points', 400, 100)).toEqual(orange);
    await view.getByLabel('T cell (125,000)', { exact: true }).press('Space');
    await expect.poll(() => colorAt(view, 'points', 100, 100)).toEqual(blue);

    // Ten steps in, around the middle: what was far from it has left the picture, and cells are as wide as can be.
    for (let step = 0; step < 10; step++) await picture.press('+');
    await expect.poll(() => colorAt(view, 'points', 240, 240)).toEqual(blue);
    await expect.poll(() => colorAt(view, 'points', 260, 240)).toEqual(orange);
    await screenshot(page, 'many-points-zoomed');
    await view.getByRole('button', { name: 'Show all again' }).press('Enter');
    await expect.poll(() => colorAt(view, 'points', 400, 100)).toEqual(orange);

    await view.locator('summary', { hasText: 'Selection' }).press('Enter');
    await view.getByLabel('By', { exact: true }).selectOption('depth');
    await view.getByLabel('To', { exact: true }).fill('99');
    await view.getByLabel('To', { exact: true }).press('Enter');
    const count = view.locator('.tissuebook-View-selected');
    await expect.poll(() => count.textContent()).toBe('50,000 of 250,000 cells selected');
    await expect.poll(async () => (await colorAt(view, 'points', 100, 300))[3]).toBeLessThan(120);
    expect(await colorAt(view, 'points', 100, 50)).toEqual(blue);
    // The other picture of the same cells shows the selection too.
    const other = page.locator('.tissuebook-View').nth(1);
    await reveal(other);
    await other.locator('.js-plotly-plot').waitFor();
    await expect.poll(async () => (await colorAt(other, 'points', 100, 50))[3]).toBe(255);
    await expect.poll(async () => (await colorAt(other, 'points', 100, 300))[3]).toBeLessThan(120);
    await reveal(view);

    const { text: svg } = await savedBy(page, () => view.getByRole('button', { name: 'Save as SVG' }).press('Enter'));
    for (const part of ['T cell (125,000)', 'px', 'data:image/png']) expect(svg).toContain(part);
    expect(await barriers(page, '.tissuebook-View')).toEqual([]);
    expect([errors, strangers]).toEqual([[], []]);
  });

  it('is panned with the mouse, and a lasso drawn in it counts its cells', async () => {
    const { page, errors } = await openCells(opened, 'many.ipynb', cells, 'python3');
    const view = page.locator('.tissuebook-View').first();
    const picture = drawnPictures(page).first();
    await expect.poll(() => colorAt(view, 'points', 100, 100)).toEqual(blue);
    const corner = (await picture.boundingBox())!;
    const go = async (places: [number, number][]): Promise<void> => {
      const points = await Promise.all(places.map(([x, y]) => placeOfPoint(picture, x, y)));
      await page.mouse.move(corner.x + points[0]!.x, corner.y + points[0]!.y);
      await page.mouse.down();
      for (const { x, y } of points.slice(1)) await page.mouse.move(corner.x + x, corner.y + y, { steps: 10 });
      await page.mouse.up();
    };
    await go([
      [250, 250],
      [350, 250],
    ]);
    // The tissue went 100 to the right with the pointer, and its border between the halves with it.
    await expect.poll(() => colorAt(view, 'points', 200, 200)).toEqual(blue);
    expect(await colorAt(view, 'points', 300, 200)).toEqual(orange);
    const x = await picture.evaluate(
      (node) => (node as unknown as { layout: { xaxis: { range: number[] } } }).layout.xaxis.range[0]!,
    );
    expect(x).toBeLessThan(-100);

    await view.getByRole('button', { name: 'Select cells in a box' }).click();
    await go([
      [-0.5, -0.5],
      [99.5, 199.5],
    ]);
    const count = view.locator('.tissuebook-View-selected');
    await expect.poll(async () => parseInt((await count.textContent())!.replace(/\D.*/, ''), 10)).toBeGreaterThan(0);
    const selected = Number((await count.textContent())!.split(' ')[0]!.replace(',', ''));
    // A pixel of the page is more than a cell wide here: the edge may be a row off on each side.
    expect(Math.abs(selected - 20_000)).toBeLessThan(2 * (100 + 200) * 1.5);
    expect(errors).toEqual([]);
  });
});
