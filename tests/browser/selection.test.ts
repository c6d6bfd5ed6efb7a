import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { AnnData, categorical, DenseMatrix, Table } from '../../src/data';
import { embeddingView, selectCells, spatialView } from '../../src/views';
import { chromeMissing, screenshot } from './chrome';
import { labMissing } from './lab';
import { drawnPictures, placeOfPoint, reveal } from './labPage';
import { openCells, openedLab } from './opened';

const missing = labMissing() ?? chromeMissing();
const SIDE = 20;

/** A square grid of cells, 10 apart; every third is a T cell, and the embedding turns the tissue round. */
function grid(): AnnData {
  const places = Array.from({ length: SIDE * SIDE }, (_, i) => [10 * (i % SIDE), 10 * Math.floor(i / SIDE)]);
  const obs = new Table(places.map((_, i) => `barcode-${i}`));
  obs.set('kind', categorical(places.map((_, i) => (i % 3 ? 'B cell' : 'T cell'))));
  obs.set(
    'depth',
    places.map(([, y]) => y!),
  );
  return new AnnData({
    X: DenseMatrix.fromRows(places.map(([x]) => [x! < 100 ? 4 : 0, 1])),
    obs,
    var: new Table(['EDGE', 'FLAT']),
    obsm: [
      ['spatial', DenseMatrix.fromRows(places)],
      ['X_umap', DenseMatrix.fromRows(places.map(([x, y]) => [y!, x!]))],
    ],
  });
}

/** How many points of a picture are marked as selected; undefined when nothing is dimmed. */
function selectedIn(picture: Locator): Promise<number | undefined> {
  return picture.evaluate((node) => {
    const lists = (node as unknown as { data: { selectedpoints?: number[] }[] }).data.map((t) => t.selectedpoints);
    return lists.every((list) => !list) ? undefined : lists.reduce((sum, list) => sum + (list?.length ?? 0), 0);
  });
}

describe.skipIf(missing)(`selecting cells${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();
  const adata = grid();
  const cell = (view: { bundle(): Record<string, unknown> }) => ({
    type: 'code' as const,
    source: `spatialView(slide, { color: 'kind' })`,
    bundles: [view.bundle()],
  });

  async function open(name: string): Promise<{ page: Page; tissue: Locator; errors: string[]; strangers: string[] }> {
    const tissue = spatialView(adata, { color: 'kind', hover: ['depth'] });
    const embedding = embeddingView(adata, { basis: 'umap', color: 'kind' });
    const watched = await openCells(opened, name, [cell(tissue), cell(embedding)], 'python3');
    await watched.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: opened.lab.url });
    await drawnPictures(watched.page).first().waitFor();
    return { ...watched, tissue: watched.page.locator('.tissuebook-View').first() };
  }

  /** Goes through places of the tissue with the button held. */
  async function drag(page: Page, view: Locator, places: [number, number][]): Promise<void> {
    const picture = view.locator('.js-plotly-plot');
    const corner = (await picture.boundingBox())!;
    const points = await Promise.all(places.map(([x, y]) => placeOfPoint(picture, x, y)));
    await page.mouse.move(corner.x + points[0]!.x, corner.y + points[0]!.y);
    await page.mouse.down();
    for (const { x, y } of points.slice(1)) await page.mouse.move(corner.x + x, corner.y + y, { steps: 8 });
    await page.mouse.up();
  }

  it('with a lasso is shown in every view of the same cells, and becomes code that finds them again', async () => {
    const { page, tissue, errors, strangers } = await open('lasso.ipynb');
    await tissue.getByRole('button', { name: 'Select cells with a lasso' }).click();
    // Around the left upper quarter, between the rows of cells: 10 x 10 of them.
    const around: [number, number][] = [
      [-5, -5],
      [95, -5],
      [95, 95],
      [-5, 95],
    ];
    await drag(page, tissue, around);
    const count = tissue.locator('.tissuebook-View-selected');
    await expect.poll(() => count.textContent()).toBe('100 of 400 cells selected');
    await expect.poll(() => selectedIn(drawnPictures(page).first())).toBe(100);
    // 4 inside; 100 of the 300 others have 4 too: 1.333; half of all have it, so that the deviation is 2.
    const features = tissue.locator('.tissuebook-View-report table').last();
    expect(await features.locator('tbody tr').first().allTextContents()).toEqual(['EDGE41.3331.33']);
    await screenshot(page, 'selection');

    const embedding = page.locator('.tissuebook-View').nth(1);
    await reveal(embedding);
    await embedding.locator('.js-plotly-plot').waitFor();
    await expect.poll(() => selectedIn(embedding.locator('.js-plotly-plot'))).toBe(100);

    await reveal(tissue);
    await tissue.getByRole('button', { name: 'Copy names' }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^barcode-0\n/);
    const names = (await page.evaluate(() => navigator.clipboard.readText())).split('\n');
    await tissue.getByRole('button', { name: 'Insert code' }).click();
    const lines = page.locator('.jp-Notebook .jp-Cell').nth(1).locator('.cm-line');
    await expect.poll(async () => (await lines.allTextContents()).at(-1)).toBe('part');
    const code = (await lines.allTextContents()).join('\n');
    const body = code.replace(/^import.*$/m, '').replace(/\npart$/, '\nreturn part.obs.index');
    const found = new Function('slide', 'selectCells', body)(adata, selectCells) as string[];
    expect([...found]).toEqual(names);
    expect(names).toHaveLength(100);
    expect([errors, strangers]).toEqual([[], []]);
  });

  it('works without a mouse, by label and by threshold, and step by step', async () => {
    const { page, tissue, errors } = await open('keyboard.ipynb');
    const count = tissue.locator('.tissuebook-View-selected');
    await tissue.locator('summary', { hasText: 'Selection' }).press('Enter');
    // Letters choose in a list; they are no shortcuts of the notebook, where two d's delete a cell.
    const by = tissue.getByLabel('By', { exact: true });
    for (const key of ['d', 'd']) await by.press(key);
    expect(await by.inputValue()).toBe('depth');
    expect(await page.locator('.jp-Notebook .jp-Cell').count()).toBe(2);
    await page.waitForTimeout(1200); // a list begins a new word after a second
    for (const key of ['k', 'i']) await by.press(key);
    expect(await by.inputValue()).toBe('kind');
    await tissue.getByLabel('Label', { exact: true }).selectOption('T cell');
    await tissue.getByRole('button', { name: 'Select', exact: true }).press('Enter');
    await expect.poll(() => count.textContent()).toBe('134 of 400 cells selected');
    await tissue.getByLabel('How', { exact: true }).selectOption('keep');
    await tissue.getByLabel('By', { exact: true }).selectOption('depth');
    await tissue.getByLabel('To', { exact: true }).fill('95');
    await tissue.getByLabel('To', { exact: true }).press('Enter');
    await expect.poll(() => count.textContent()).toBe('67 of 400 cells selected');
    await expect.poll(() => selectedIn(drawnPictures(page).first())).toBe(67);
    await tissue.getByRole('button', { name: 'Clear' }).press('Enter');
    await expect.poll(() => selectedIn(drawnPictures(page).first())).toBeUndefined();
    expect(errors).toEqual([]);
  });

  it('takes a box, adds with Shift, and a polygon by its corners', async () => {
    const { page, tissue, errors } = await open('shapes.ipynb');
    const count = tissue.locator('.tissuebook-View-selected');
    await tissue.getByRole('button', { name: 'Select cells in a box' }).click();
    await drag(page, tissue, [
      [-5, -5],
      [45, 25],
    ]);
    await expect.poll(() => count.textContent()).toBe('15 of 400 cells selected');
    await page.keyboard.down('Shift');
    await drag(page, tissue, [
      [145, 165],
      [195, 195],
    ]);
    await page.keyboard.up('Shift');
    await expect.poll(() => count.textContent()).toBe('30 of 400 cells selected');

    await tissue.getByRole('button', { name: /Select cells in a polygon/ }).click();
    const picture = tissue.locator('.js-plotly-plot');
    const sheet = tissue.locator('.tissuebook-View-sheet');
    for (const [x, y] of [
      [-5, -5],
      [25, -5],
      [25, 25],
      [-5, 25],
    ] as const) {
      await sheet.click({ position: await placeOfPoint(picture, x, y) });
    }
    await page.keyboard.press('Enter');
    await expect.poll(() => count.textContent()).toBe('9 of 400 cells selected');
    expect(errors).toEqual([]);
  });
});
