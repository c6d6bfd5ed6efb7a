import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { spatialView } from '../../src/views';
import { madeCells } from '../madeOutlines';
import { barriers } from './axe';
import { chromeMissing, savedBy, screenshot } from './chrome';
import { kernelMissing, labMissing } from './lab';
import { colorAt, drawnPictures, placeOfPoint, revealDrawn } from './labPage';
import { openCells, openedLab, runCells } from './opened';

const missing = labMissing() ?? chromeMissing();
const palette = ['#e69f00', '#0072b2'];
const SIDE = 30;

/** Whether the canvas has a color there, within what rounding and opacity leave. */
const is = async (view: Locator, x: number, y: number, color: readonly number[]): Promise<boolean> => {
  const found = await colorAt(view, 'outlines', x, y);
  return found[3]! > 200 && color.every((value, k) => Math.abs(found[k]! - value) < 6);
};
const [blue, orange] = [[0, 114, 178], [230, 159, 0]] as const; // prettier-ignore

describe.skipIf(missing)(`cells with outlines${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();
  // Cell 434 has none; the middle of the picture is cell 435.
  const { adata, outlines, apart } = madeCells(SIDE, { without: [434] });
  const bundles = [spatialView(adata, { color: 'kind', palette, hover: ['depth'], outlines }).bundle()];
  const [middleX, middleY] = [15 * apart, 14 * apart];

  it('are points from afar, and filled from near on: clicked, chosen by keyboard and lasso, filtered, colored, saved', async () => {
    const { page, errors, strangers } = await openCells(opened, 'outlines.ipynb', [{ type: 'code', source: '', bundles }], 'python3'); // prettier-ignore
    const view = page.locator('.tissuebook-View').first();
    const picture = drawnPictures(page).first();
    await picture.waitFor();
    // 30 cells are 14 apart in some 500 pixels: large enough at once. From further away there are points alone.
    const layer = view.locator('.tissuebook-View-outlines').first();
    for (let step = 0; step < 5; step++) await picture.press('-');
    await expect.poll(() => layer.getAttribute('data-covered')).toBe('far');
    expect(await colorAt(view, 'outlines', middleX, middleY)).toEqual([0, 0, 0, 0]);
    for (let step = 0; step < 10; step++) await picture.press('+');
    await expect.poll(() => layer.getAttribute('data-covered')).toBe('all');
    await expect.poll(() => is(view, middleX, middleY, orange)).toBe(true);
    await expect.poll(() => is(view, middleX - 2 * apart, middleY, blue)).toBe(true);
    // Between cells there is nothing, and a cell without an outline is a small disk.
    expect((await colorAt(view, 'outlines', middleX + apart / 2, middleY + apart / 2))[3]).toBe(0);
    const disk = [middleX - apart, middleY] as const;
    expect([await is(view, ...disk, blue), (await colorAt(view, 'outlines', disk[0], disk[1] + 4))[3]]).toEqual([
      true,
      0,
    ]);
    await screenshot(page, 'outlines');

    // The pointer finds the cell by its outline, off its middle, and a click selects it.
    const edge = await placeOfPoint(picture, middleX + 4, middleY + 1);
    await picture.hover({ position: edge });
    await expect.poll(() => view.locator('.tissuebook-View-tooltip').innerText()).toMatch(/kind: B cell\s+depth: 14/);
    await picture.click({ position: edge });
    const count = view.locator('.tissuebook-View-selected');
    await expect.poll(() => count.textContent()).toBe('1 of 900 cells selected');
    await expect.poll(async () => (await colorAt(view, 'outlines', middleX - 2 * apart, middleY))[3]).toBeLessThan(60);
    expect(await is(view, middleX, middleY, orange)).toBe(true);

    // By keyboard: the cell in the middle, and one more to its right.
    await picture.focus();
    await picture.press('Enter');
    expect(await view.locator('.tissuebook-View-note').textContent()).toMatch(/kind|cell/);
    expect(await view.locator('.tissuebook-View-note').getAttribute('role')).toBe('status');
    await picture.press('ArrowRight');
    await picture.press('ArrowRight');
    await picture.press('Shift+Enter');
    await expect.poll(() => count.textContent()).toBe('2 of 900 cells selected');
    await view.getByRole('button', { name: 'Show all again' }).press('Enter');

    // A lasso selects as it does with points; a row of the table, too.
    await view.getByRole('button', { name: /in a box/ }).click();
    const corner = (await picture.boundingBox())!;
    const [from, to] = [await placeOfPoint(picture, -7, -7), await placeOfPoint(picture, 5 * apart - 7, 2 * apart - 7)];
    await page.mouse.move(corner.x + from.x, corner.y + from.y);
    await page.mouse.down();
    await page.mouse.move(corner.x + to.x, corner.y + to.y, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => count.textContent()).toBe('10 of 900 cells selected');
    await view.getByRole('button', { name: /in a box/ }).click();
    await view.getByRole('button', { name: 'Show as table' }).press('Enter');
    await view.getByRole('button', { name: 'T cell', exact: true }).press('Enter');
    await expect.poll(() => count.textContent()).toBe('450 of 900 cells selected');
    await view.getByRole('button', { name: 'Clear', exact: true }).first().click();

    // Switched off in the legend it is gone; in other colors the same outlines are there.
    await view.getByLabel('T cell (450)', { exact: true }).press('Space');
    await expect.poll(async () => (await colorAt(view, 'outlines', apart, apart))[3]).toBe(0);
    expect(await is(view, 25 * apart, apart, orange)).toBe(true);
    expect(await picture.getAttribute('aria-label')).toContain('899 of 900 cells have outlines');
    const { text: svg } = await savedBy(page, () => view.getByRole('button', { name: 'Save as SVG' }).press('Enter'));
    expect(svg).toContain('data:image/png');
    expect(await barriers(page, '.tissuebook-View')).toEqual([]);
    expect([errors, strangers]).toEqual([[], []]);
  });

  it('too many for a notebook stay points without their kernel, which the figure says', async () => {
    const many = madeCells(180);
    const view = spatialView(many.adata, { color: 'kind', outlines: many.outlines });
    const cells = [{ type: 'code' as const, source: '', bundles: [view.bundle()] }];
    const { page, errors } = await openCells(opened, 'many-outlines.ipynb', cells, 'python3');
    const figure = page.locator('.tissuebook-View').first();
    const picture = await revealDrawn(figure);
    for (let step = 0; step < 8; step++) await picture.press('+');
    const note = figure.locator('.tissuebook-View-note');
    await expect.poll(() => note.textContent()).toMatch(/with the kernel, .* run the cell again/);
    await expect.poll(() => figure.locator('.tissuebook-View-points').first().evaluate((node) => (node as HTMLElement).style.visibility)).toBe(''); // prettier-ignore
    expect(errors).toEqual([]);
  });
});

const noKernel = missing ?? kernelMissing();
describe.skipIf(noKernel)(`outlines that the kernel keeps${noKernel ? `: ${noKernel}` : ''}`, () => {
  const opened = openedLab();
  const source = `import { AnnData, DenseMatrix, Outlines, Table, spatialView } from 'tissuebook'
const side = 200, corners = 14, count = side * side
const names = Array.from({ length: count }, (_, i) => \`cell-\${i}\`)
const obs = new Table(names)
obs.set('depth', Float64Array.from(names, (_, i) => Math.floor(i / side)))
const places = names.map((_, i) => [14 * (i % side), 14 * Math.floor(i / side)])
const ring = (i: number, k: number) => places[Math.floor(i / corners)]![k]! + 6 * (k ? Math.sin : Math.cos)(2 * Math.PI * (i % corners) / corners)
const at = (k: number) => Float32Array.from({ length: count * corners }, (_, i) => ring(i, k))
const outlines = new Outlines({ cells: names, starts: Int32Array.from({ length: count + 1 }, (_, i) => i * corners), x: at(0), y: at(1) })
const adata = new AnnData({ obs, var: new Table([]), obsm: [['spatial', DenseMatrix.fromRows(places)]] })
spatialView(adata, { color: 'depth', outlines })`;

  it('come for what is in sight, as tiles', async () => {
    const { page, errors } = await runCells(opened, 'kept-outlines.ipynb', [{ type: 'code', source }]);
    const figure = page.locator('.tissuebook-View').first();
    const picture = await revealDrawn(figure);
    const layer = figure.locator('.tissuebook-View-outlines').first();
    expect(await layer.getAttribute('data-covered')).toBe('far');
    for (let step = 0; step < 8; step++) await picture.press('+');
    await expect.poll(() => layer.getAttribute('data-covered'), { timeout: 20_000 }).toBe('all');
    expect((await colorAt(figure, 'outlines', 100 * 14, 100 * 14))[3]).toBeGreaterThan(200);
    expect((await colorAt(figure, 'outlines', 100.5 * 14, 100.5 * 14))[3]).toBe(0);
    const place = await placeOfPoint(picture, 100 * 14 + 4, 100 * 14);
    await picture.click({ position: place });
    await expect.poll(() => figure.locator('.tissuebook-View-selected').textContent()).toBe('1 of 40,000 cells selected'); // prettier-ignore
    await screenshot(page, 'outlines-of-the-kernel');
    expect(errors).toEqual([]);
  });
});
