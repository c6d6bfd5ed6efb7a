import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { AnnData, categorical, DenseMatrix, Table } from '../../src/data';
import { barsView, compositionView, spatialView, violinView } from '../../src/views';
import { barriers } from './axe';
import { chromeMissing, screenshot } from './chrome';
import { labMissing } from './lab';
import { drawnPictures, reveal, revealDrawn } from './labPage';
import { openCells, openedLab } from './opened';

const missing = labMissing() ?? chromeMissing();
const COUNT = 120;

/** Cells in a row: T, B, T, B ...; the first 40 in niche n1, the others in n2. Only T cells have EDGE, 4 of it. */
function row(): AnnData {
  const cells = Array.from({ length: COUNT }, (_, i) => i);
  const obs = new Table(cells.map((i) => `barcode-${i}`));
  obs.set('kind', categorical(cells.map((i) => (i % 2 ? 'B cell' : 'T cell'))));
  obs.set('niche', categorical(cells.map((i) => (i < 40 ? 'n1' : 'n2'))));
  return new AnnData({
    X: DenseMatrix.fromRows(cells.map((i) => [i % 2 ? 0 : 4, i])),
    obs,
    var: new Table(['EDGE', 'SLOPE']),
    obsm: [['spatial', DenseMatrix.fromRows(cells.map((i) => [10 * (i % 20), 10 * Math.floor(i / 20)]))]],
  });
}

type Trace = Record<string, unknown> & { type: string; name?: string };
const traces = (picture: Locator): Promise<Trace[]> =>
  picture.evaluate((node) => JSON.parse(JSON.stringify((node as unknown as { data: unknown[] }).data)) as Trace[]);

describe.skipIf(missing)(`linked views${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();
  const adata = row();

  const bars = { groups: ['T cell', 'B cell'], series: { cells: [60, 60] } };
  const cells = [
    spatialView(adata, { color: 'kind', hover: ['niche'] }),
    compositionView(adata, { rows: 'niche', columns: 'kind' }),
    barsView(bars, { groupTitle: 'kind', cells: { adata, column: 'kind' } }),
    violinView(adata, { value: 'SLOPE', by: 'niche' }),
  ].map((view) => ({ type: 'code' as const, source: '', bundles: [view.bundle()] }));

  async function open(): Promise<{ page: Page; view: (i: number) => Locator; errors: string[] }> {
    const { page, errors } = await openCells(opened, 'linked.ipynb', cells, 'python3');
    await drawnPictures(page).first().waitFor();
    return { page, errors, view: (i) => page.locator('.tissuebook-View').nth(i) };
  }

  async function selectBy(view: Locator, column: string, label: string): Promise<void> {
    await reveal(view);
    if ((await view.locator('details', { hasText: 'Selection' }).last().getAttribute('open')) === null) {
      await view.locator('summary', { hasText: 'Selection' }).press('Enter');
    }
    await view.getByLabel('By', { exact: true }).selectOption(column);
    await view.getByLabel('Label', { exact: true }).selectOption(label);
    await view.getByRole('button', { name: 'Select', exact: true }).press('Enter');
  }

  it('show a selection in heat map, bars, violins and table, and select in turn, without a kernel', async () => {
    const { page, view, errors } = await open();
    await selectBy(view(0), 'niche', 'n1');
    // 20 T and 20 B cells of n1: frames in its row alone, as large as can be.
    const heatmap = await revealDrawn(view(1));
    await expect.poll(async () => (await traces(heatmap)).length).toBe(2);
    const frames = (await traces(heatmap))[1]!;
    expect(frames).toMatchObject({ x: [0, 1], y: [0, 0] });
    expect(frames['text']).toEqual(['20 of 20 cells selected', '20 of 20 cells selected']);
    // A third of each kind.
    const bars = await revealDrawn(view(2));
    await expect.poll(async () => (await traces(bars))[0]!['text']).toEqual(['33 %', '33 %']);
    await screenshot(page, 'linked-views');
    const violins = await revealDrawn(view(3));
    await expect.poll(async () => (await traces(violins)).map(({ name }) => name)).toEqual(['all cells', 'selected']);
    expect(Object.values((await traces(violins))[1]!['y'] as object)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    await screenshot(page, 'linked-violins');

    // Back: the row of a table, by keyboard, selects its cells in the tissue.
    await reveal(view(2));
    await view(2).getByRole('button', { name: 'Show as table' }).press('Enter');
    await view(2).getByRole('button', { name: 'T cell', exact: true }).press('Enter');
    expect(await view(2).locator('.tissuebook-View-table tbody tr').allTextContents()).toEqual([
      'T cell6060',
      'B cell600',
    ]);
    const count = view(0).locator('.tissuebook-View-selected');
    await expect.poll(() => count.textContent()).toBe('60 of 120 cells selected');

    // A click on a field of the heat map: B cells of n2.
    await revealDrawn(view(1));
    const place = await heatmap.evaluate((node) => {
      type Axis = { l2p(value: number): number; _offset: number };
      const { xaxis, yaxis } = (node as unknown as { _fullLayout: { xaxis: Axis; yaxis: Axis } })._fullLayout;
      const column = (node as unknown as { layout: { xaxis: { ticktext: string[] } } }).layout.xaxis.ticktext;
      return { x: xaxis._offset + xaxis.l2p(column.indexOf('B cell')) + 25, y: yaxis._offset + yaxis.l2p(1) };
    });
    await heatmap.hover({ position: place });
    await heatmap.click({ position: place });
    await expect.poll(() => count.textContent()).toBe('40 of 120 cells selected');
    expect(await barriers(page, '.tissuebook-View')).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('compare two regions by what they consist of, and by means where no kernel answers', async () => {
    const { page, view, errors } = await open();
    await selectBy(view(0), 'kind', 'T cell');
    await view(0).getByRole('button', { name: 'Keep as A' }).press('Enter');
    await selectBy(view(0), 'niche', 'n1');
    await view(0).getByRole('button', { name: 'Keep as B' }).press('Enter');
    const tables = view(0).locator('.tissuebook-View-comparison table');
    const kinds = tables.filter({ hasText: 'kind in A and B' }).locator('tbody tr');
    await expect.poll(() => kinds.allTextContents()).toEqual(['T cell60100 %2050 %', 'B cell00 %2050 %']);
    // EDGE: 4 in all T cells, 2 on average in n1; its deviation over all cells is 2.
    const features = tables.filter({ hasText: 'Features that set A apart from B' }).locator('tbody tr');
    await expect
      .poll(async () => (await features.allTextContents())[0], { timeout: 60_000 })
      .toMatch(/^SLOPE|^EDGE421\.00$/);
    expect(await features.allTextContents()).toContain('EDGE421.00');
    expect(await view(0).locator('.tissuebook-View-comparison').textContent()).toContain(
      'No kernel knows these cells.',
    );
    await screenshot(page, 'regions-compared');
    expect(await barriers(page, '.tissuebook-View')).toEqual([]);
    expect(errors).toEqual([]);
  });
});
