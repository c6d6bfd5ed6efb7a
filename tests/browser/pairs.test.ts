import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { DenseMatrix, imageOf, ImageSource, simulateHistology } from '../../src/data';
import { pairAt, type SpatialPayload } from '../../src/protocol';
import { pairsView, type View } from '../../src/views';
import { barriers } from './axe';
import { chromeMissing, screenshot } from './chrome';
import { labMissing } from './lab';
import { drawnPictures, placeOfPoint, reveal } from './labPage';
import { openCells, openedLab } from './opened';

const missing = labMissing() ?? chromeMissing();

/** Spots of a simulated section: vectors are places, so that the nearest pictures are those beside a spot. */
async function simulated(): Promise<View> {
  const cells = simulateHistology({ side: 8, sections: 1, seed: 7 });
  const library = 'simulated section 1';
  const places = cells.obsm.get('spatial') as DenseMatrix;
  const around = DenseMatrix.fromRows(Array.from({ length: places.rows }, (_, i) => [...places.row(i), 100]));
  const data = cells.with({ obsm: new Map([...cells.obsm, ['X_image', around]]) });
  const image = new ImageSource(imageOf(data, { library }));
  return pairsView({ cells: data, image }, { use: 'X_image', color: 'layer', title: 'SIMULATED: pictures and genes' });
}

describe.skipIf(missing)(`pictures and genes of cells${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab({ own: true });

  const annotations = (picture: Locator): Promise<string[]> =>
    picture.evaluate((node) =>
      (node as unknown as { layout: { annotations: { text: string }[] } }).layout.annotations
        .slice(1)
        .map(({ text }) => text),
    );
  const useTheme = async (page: Page, name: string): Promise<void> => {
    await page.getByRole('menuitem', { name: 'Settings', exact: true }).click();
    await page.locator('.lm-Menu-itemLabel', { hasText: /^Theme$/ }).hover();
    await page.locator('.lm-Menu-itemLabel', { hasText: new RegExp(`^${name}$`) }).click();
    await expect.poll(() => page.locator('body').getAttribute('data-jp-theme-name')).toBe(name);
  };

  it('are read by a click, by keyboard and as a table, in a saved notebook without a kernel', async () => {
    const view = await simulated();
    const payload = view.payload as SpatialPayload;
    const { page, errors, strangers } = await openCells(opened, 'pairs.ipynb', [{ type: 'code', source: '', bundles: [view.bundle()] }], 'python3'); // prettier-ignore
    const figure = page.locator('.tissuebook-View');
    const picture = drawnPictures(page);
    await picture.waitFor();
    const names = payload.cells!.names!;
    const status = figure.locator('.tissuebook-View-pairstatus');
    await expect.poll(() => status.textContent()).toBe(names[0]);

    // A click on a spot of the map reads it, with its crop as it was sent.
    const at = await placeOfPoint(picture, places(payload, 27)[0], places(payload, 27)[1]);
    await picture.click({ position: at });
    await expect.poll(() => status.textContent()).toBe(names[27]);
    const own = figure.getByRole('img', { name: `Picture of ${names[27]}` });
    expect(await own.getAttribute('src')).toBe(`data:image/png;base64,${payload.pairs!.pictures[27]}`);
    expect(await own.evaluate((node) => (node as HTMLImageElement).naturalWidth)).toBe(32);
    const { genes, nearest } = pairAt(payload.pairs!, 27);
    expect(await figure.locator('.tissuebook-View-pair tbody th').allTextContents()).toEqual(
      genes.map(({ name }) => name),
    );
    await expect
      .poll(() => annotations(picture))
      .toEqual([...nearest.map((_, i) => String(i + 1)), `<b>${names[27]}</b>`]);

    await screenshot(page, 'pairs-map');

    // The keyboard goes on to the nearest picture, back in the list, and to the table.
    const first = figure.locator('.tissuebook-View-near').first();
    await first.press('Enter');
    const second = names[nearest[0].place];
    await expect.poll(() => status.textContent()).toBe(second);
    const list = figure.getByLabel('Cell', { exact: true });
    expect(await list.evaluate((node) => node === document.activeElement)).toBe(true);
    await list.selectOption({ label: names[3] });
    await figure.getByRole('button', { name: 'Next', exact: true }).press('Enter');
    await expect.poll(() => status.textContent()).toBe(names[4]);
    expect(await page.locator('.jp-Cell').count()).toBe(1);
    await figure.getByRole('button', { name: 'Show as table' }).press('Enter');
    const rows = figure.locator('.tissuebook-View-table tbody tr');
    await expect.poll(() => rows.count()).toBe(64);
    expect(await rows.nth(4).textContent()).toContain(pairAt(payload.pairs!, 4).genes[0].name);
    await figure.getByRole('button', { name: 'Show as table' }).press('Enter');

    for (const theme of ['JupyterLab Light', 'JupyterLab Dark']) {
      await useTheme(page, theme);
      await reveal(figure.locator('.tissuebook-View-pair'));
      await screenshot(page, `pairs-${theme.replaceAll(' ', '-')}`);
      expect(await barriers(page, '.tissuebook-View')).toEqual([]);
    }
    expect([errors, strangers]).toEqual([[], []]);
  });
});

const places = ({ panels }: SpatialPayload, cell: number): [number, number] => {
  const numbers = ({ bdata }: { bdata: string }): Float32Array => {
    const bytes = Buffer.from(bdata, 'base64');
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  };
  return [numbers(panels[0].x)[cell], numbers(panels[0].y)[cell]];
};
