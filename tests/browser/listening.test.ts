import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromeMissing, launchChrome, openPage } from './chrome';
import { kernelMissing, type Lab, labMissing, startLab } from './lab';
import { kernelIdle, openNotebook, runAll, writeNotebook } from './labPage';

const missing = labMissing() ?? kernelMissing() ?? chromeMissing();

const CODE = `import { AnnData, categorical, DenseMatrix, spatialView, Table } from 'tissuebook'
const obs = new Table(['a', 'b', 'c', 'd'])
obs.set('kind', categorical(['T cell', 'B cell', 'T cell', 'B cell']))
const slide = new AnnData({ obs, var: new Table([]), obsm: [['spatial', DenseMatrix.fromRows([[0, 0], [9, 0], [0, 9], [9, 9]])]] })
const view = spatialView(slide, { color: 'kind' })
view.onSelect((cells) => console.log('heard', ...slide.subset({ obs: cells }).obs.index))
view`;

describe.skipIf(missing)(`a kernel that listens${missing ? `: ${missing}` : ''}`, () => {
  let [lab, browser]: [Lab?, Browser?] = [];

  beforeAll(async () => {
    lab = await startLab();
    browser = await launchChrome();
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.stop();
  });

  it('hears what is selected, and prints it where it asked', async () => {
    const other = { type: 'code' as const, source: '"another cell"' };
    writeNotebook(lab!, 'listen.ipynb', [{ type: 'code', source: CODE }, other]);
    const { page, errors } = await openPage(browser!, lab!.url);
    await openNotebook(page, lab!, 'listen.ipynb');
    await kernelIdle(page);
    await runAll(page, 120_000);
    const view = page.locator('.tissuebook-View');
    await view.locator('.js-plotly-plot').waitFor();
    await view.locator('summary', { hasText: 'Selection' }).press('Enter');
    const select = async (label: string): Promise<void> => {
      await view.getByLabel('Label', { exact: true }).selectOption(label);
      await view.getByRole('button', { name: 'Select', exact: true }).press('Enter');
    };
    const printed = page.locator('.jp-Cell').first().locator('.jp-RenderedText', { hasText: 'heard' });
    await select('T cell');
    await expect.poll(async () => (await printed.allTextContents()).join('')).toBe('heard a c\n');
    await select('B cell');
    await expect.poll(async () => (await printed.allTextContents()).join('')).toBe('heard a c\nheard b d\n');
    expect(errors).toEqual([]);
  });
});
