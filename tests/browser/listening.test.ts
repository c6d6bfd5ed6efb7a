import { describe, expect, it } from 'vitest';
import { chromeMissing } from './chrome';
import { kernelMissing, labMissing } from './lab';

import { openedLab, runCells } from './opened';

const missing = labMissing() ?? kernelMissing() ?? chromeMissing();

const CODE = `import { AnnData, categorical, DenseMatrix, spatialView, Table } from 'tissuebook'
const obs = new Table(['a', 'b', 'c', 'd'])
obs.set('kind', categorical(['T cell', 'B cell', 'T cell', 'B cell']))
const slide = new AnnData({ obs, var: new Table([]), obsm: [['spatial', DenseMatrix.fromRows([[0, 0], [9, 0], [0, 9], [9, 9]])]] })
const view = spatialView(slide, { color: 'kind' })
view.onSelect((cells) => console.log('heard', ...slide.subset({ obs: cells }).obs.index))
view`;

describe.skipIf(missing)(`a kernel that listens${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  it('hears what is selected, and prints it where it asked', async () => {
    const other = { type: 'code' as const, source: '"another cell"' };
    const { page, errors } = await runCells(opened, 'listen.ipynb', [{ type: 'code', source: CODE }, other]);
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
