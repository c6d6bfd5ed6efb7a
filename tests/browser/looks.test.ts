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
const CELLS = 600;

/** A section ten times as wide as it is high, of 60 cell types in two patients: types 0 to 29 'Tumor', the others 'Stroma'. */
function wide(): AnnData {
  const cells = Array.from({ length: CELLS }, (_, i) => i);
  const obs = new Table(cells.map((i) => `c${i}`));
  obs.set('kind', categorical(cells.map((i) => `${i % 60 < 30 ? 'Tumor' : 'Stroma'} ${i % 60}`)));
  obs.set('patient', categorical(cells.map((i) => (i < 400 ? 'p1' : 'p2'))));
  return new AnnData({
    obs,
    var: new Table([]),
    obsm: [['spatial', DenseMatrix.fromRows(cells.map((i) => [10 * (i % 100), 10 * Math.floor(i / 100)]))]],
  });
}

/** Pixels below the lowest thing that a figure shows, down to its end. */
function whiteBelow(view: Locator): Promise<number> {
  return view.evaluate((node) => {
    const picture = node.querySelector('.js-plotly-plot') as HTMLElement & {
      _fullLayout: { yaxis: { _offset: number; _length: number } };
    };
    const { _offset, _length } = picture._fullLayout.yaxis;
    const plot = picture.getBoundingClientRect().top + _offset + _length;
    const side = node.querySelector('.tissuebook-Side')!.getBoundingClientRect().bottom;
    return node.getBoundingClientRect().bottom - Math.max(plot, side);
  });
}

/** Names of the traces that are on. */
function shown(picture: Locator): Promise<number> {
  return picture.evaluate(
    (node) =>
      (node as unknown as { data: { visible?: unknown }[] }).data.filter(({ visible }) => visible !== 'legendonly')
        .length,
  );
}

describe.skipIf(missing)(`how a figure looks${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();
  const adata = wide();
  const cells = [spatialView(adata, { color: 'kind' }), spatialView(adata, { color: 'kind', panelBy: 'patient' })].map(
    (view) => ({ type: 'code' as const, source: '', bundles: [view.bundle()] }),
  );

  it('is as high as what it shows, however long its legend is, and prints without its buttons', async () => {
    const { page, errors } = await openCells(opened, 'height.ipynb', cells, 'python3');
    await drawnPictures(page).first().waitFor();
    const view = page.locator('.tissuebook-View').first();
    // Room for the labels of the axis, and the margin of the figure.
    expect(await whiteBelow(view)).toBeLessThan(72);
    const heights = await view.evaluate((node) =>
      ['.tissuebook-View-picture', '.tissuebook-Side'].map(
        (part) => node.querySelector(part)!.getBoundingClientRect().height,
      ),
    );
    expect(Math.max(...heights)).toBeLessThan(300);
    await page.emulateMedia({ media: 'print' });
    expect(await view.locator('.tissuebook-Bar').isVisible()).toBe(false);
    expect(await view.locator('.tissuebook-Legend').isVisible()).toBe(true);
    expect(errors).toEqual([]);
  });

  it('has a legend that is searched, sorted, grouped, and shows entries alone in all panels, by keyboard', async () => {
    const { page, errors } = await openCells(opened, 'legend.ipynb', cells.slice(1), 'python3');
    const picture = drawnPictures(page).first();
    await picture.waitFor();
    const view = page.locator('.tissuebook-View').first();
    const all = await shown(picture);
    expect(await view.getByLabel('All of Tumor', { exact: true }).isChecked()).toBe(true);
    await view.getByRole('button', { name: 'Only all of Tumor', exact: true }).press('Enter');
    await expect.poll(() => shown(picture)).toBe(60);
    await view.getByRole('button', { name: 'Show all', exact: true }).press('Enter');
    await expect.poll(() => shown(picture)).toBe(all);
    await view.getByLabel('Find in the legend').fill('stroma 4');
    const rows = view.locator('.tissuebook-Legend-row:visible');
    await expect.poll(() => rows.count()).toBe(10);
    await view.getByRole('button', { name: 'Only Stroma 40', exact: true }).press('Enter');
    // One trace in each of the two panels.
    await expect.poll(() => shown(picture)).toBe(2);
    await screenshot(page, 'legend');
    expect(await barriers(page, '.tissuebook-View')).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('has one bar: a stop of the Tab key that arrows go through, with tooltips, and keys that do the same', async () => {
    const { page, errors } = await openCells(opened, 'bar.ipynb', cells.slice(0, 1), 'python3');
    const picture = drawnPictures(page).first();
    await picture.waitFor();
    const view = page.locator('.tissuebook-View').first();
    const bar = view.getByRole('toolbar', { name: 'Figure' });
    expect(await bar.locator('button[tabindex="0"]').count()).toBe(1);
    await bar.getByRole('button', { name: 'Zoom in' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await bar.locator(':focus').getAttribute('aria-label')).toBe('Show all again');
    await bar.getByRole('button', { name: 'Zoom in' }).hover();
    await expect.poll(() => view.locator('.tissuebook-tooltip').innerText()).toMatch(/^Zoom in\s*\+$/);

    await picture.press('l');
    expect(await bar.getByRole('button', { name: 'Select cells with a lasso' }).getAttribute('aria-pressed')).toBe(
      'true',
    );
    // A key in a field is text.
    const find = view.getByLabel('Find in the legend');
    await find.press('t');
    expect(await find.inputValue()).toBe('t');
    expect(await view.locator('.tissuebook-View-table').isVisible()).toBe(false);
    await picture.press('t');
    await expect.poll(() => view.locator('.tissuebook-View-table').isVisible()).toBe(true);

    // Shapes come when they are asked for.
    const symbols = (): Promise<number> =>
      picture.evaluate((node) => new Set((node as unknown as { data: { marker: { symbol: string } }[] }).data.map((trace) => trace.marker.symbol)).size); // prettier-ignore
    expect(await symbols()).toBe(1);
    await picture.press('x');
    await expect.poll(symbols).toBeGreaterThan(3);
    await picture.press('s');
    await expect.poll(() => view.locator('.tissuebook-Side').isVisible()).toBe(false);
    expect(errors).toEqual([]);
  });
});
