import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { barriers } from './axe';
import { chromeMissing, screenshot } from './chrome';
import { kernelMissing, labMissing } from './lab';
import { drawnPictures } from './labPage';
import { openedLab, runCells } from './opened';

const missing = labMissing() ?? kernelMissing() ?? chromeMissing();

/** 300 features, too many for the picture to carry: GENE7 is the cell's place in its row, GENE8 is 1 in T cells alone. */
const CODE = `import { AnnData, categorical, DenseMatrix, spatialView, Table } from 'tissuebook'
const cells = Array.from({ length: 100 }, (_, i) => i)
const obs = new Table(cells.map((i) => \`c\${i}\`))
obs.set('kind', categorical(cells.map((i) => (i < 50 ? 'T cell' : 'B cell'))))
const genes = Array.from({ length: 300 }, (_, g) => \`GENE\${g}\`)
const rows = cells.map((i) => genes.map((_, g) => (g === 7 ? i % 10 : g === 8 ? Number(i < 50) : (i * g) % 3)))
const places = DenseMatrix.fromRows(cells.map((i) => [i % 10, Math.floor(i / 10)]))
const slide = new AnnData({ X: DenseMatrix.fromRows(rows), obs, var: new Table(genes), obsm: [['spatial', places]] })
spatialView(slide, { color: 'kind' })`;

interface Drawn {
  data: { marker: { color: ArrayLike<number> } }[];
  layout: { coloraxis?: { cmin: number; cmax: number } };
}

describe.skipIf(missing)(`colors of a tissue${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  const scale = (picture: Locator): Promise<[number, number] | undefined> =>
    picture.evaluate((node) => {
      const { coloraxis } = (node as unknown as Drawn).layout;
      return coloraxis && [coloraxis.cmin, coloraxis.cmax];
    });

  it('change to any gene that the kernel has, with ends at percentiles, and markers of two regions', async () => {
    const { page, errors, strangers } = await runCells(opened, 'colors.ipynb', [{ type: 'code', source: CODE }]);
    const view = page.locator('.tissuebook-View');
    const picture = drawnPictures(page);
    await picture.waitFor();
    await view.locator('summary', { hasText: 'Color' }).press('Enter');
    const name = view.getByLabel('Gene or column', { exact: true });
    await name.fill('gene29');
    const offered = view.locator('datalist option');
    await expect.poll(() => offered.count()).toBe(11);
    expect(await offered.first().getAttribute('value')).toBe('GENE29');
    await name.fill('GENE7');
    await name.press('Enter');
    await expect.poll(() => scale(picture)).toEqual([0, 9]);
    const drawn = await picture.evaluate((node) => [...((node as unknown as Drawn).data[0]!.marker.color as number[])]);
    expect(drawn).toEqual(Array.from({ length: 100 }, (_, i) => Math.floor(i / 10)));
    // The tenth percentile of 0 to 9 is 1 (the value at place 9.9 of 99, rounded), the ninetieth 8.
    await view.getByLabel('From percentile').fill('10');
    await view.getByLabel('To percentile').fill('90');
    await view.getByLabel('To percentile').press('Tab');
    await expect.poll(() => scale(picture)).toEqual([1, 8]);
    await screenshot(page, 'color-by-gene');
    await name.fill('NO-SUCH');
    await name.press('Enter');
    const status = view.locator('.tissuebook-View-colorstatus');
    await expect.poll(() => status.textContent()).toMatch(/no obs column and no feature "NO-SUCH"/);
    await view.getByRole('button', { name: 'As it was' }).press('Enter');
    await expect.poll(() => scale(picture)).toBeUndefined();

    await view.locator('summary', { hasText: 'Selection' }).press('Enter');
    for (const [label, region] of [
      ['T cell', 'A'],
      ['B cell', 'B'],
    ] as const) {
      await view.getByLabel('Label', { exact: true }).selectOption(label);
      await view.getByRole('button', { name: 'Select', exact: true }).press('Enter');
      await view.getByRole('button', { name: `Keep as ${region}` }).press('Enter');
    }
    const markers = view.locator('.tissuebook-View-comparison table', { hasText: 'Features that set A apart' });
    const first = markers.locator('tbody tr').first();
    await expect.poll(() => first.locator('th').textContent()).toBe('GENE8');
    // Means 1 and 0; the difference has no deviation within the regions. z of the test is -8.617 (scipy.stats.ranksums).
    expect((await first.locator('td').allTextContents()).slice(0, 2)).toEqual(['1', '0']);
    expect(Number((await first.locator('td').allTextContents())[3])).toBeLessThan(1e-14);
    expect(await barriers(page, '.tissuebook-View')).toEqual([]);
    await screenshot(page, 'markers-of-regions');

    // The kernel goes; what is in the picture stays, and the page says what it cannot do.
    await page.getByRole('menuitem', { name: 'Kernel', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Shut Down Kernel', exact: true }).click();
    await page.locator('#jp-main-statusbar', { hasText: /No Kernel|Terminating|Unknown/i }).waitFor();
    await name.fill('GENE5');
    await name.press('Enter');
    await expect
      .poll(() => status.textContent())
      .toMatch(/No kernel knows these cells, and "GENE5" is not in the picture/);
    expect(await picture.count()).toBe(1);
    expect([errors, strangers]).toEqual([[], []]);
  });
});
