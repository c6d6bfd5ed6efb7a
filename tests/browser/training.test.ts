import { describe, expect, it } from 'vitest';
import { chromeMissing, screenshot } from './chrome';
import { kernelMissing, labMissing } from './lab';
import { cellsInFirstPanel, kernelIdle, reveal, runAll } from './labPage';
import { openCells, openedLab } from './opened';

const missing = labMissing() ?? kernelMissing() ?? chromeMissing();

/** Cells of the CyCIF tumour, as its authors' file has them. */
const TUMOUR_CELLS = 3029;

describe.skipIf(missing)(`a model from the zoo${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  it('trains in the kernel, shows its progress in place, and every cell of the tumour has a token', async () => {
    const { page, strangers, errors } = await openCells(opened, 'train.ipynb', [{ type: 'code', source: '' }]);
    await kernelIdle(page);
    await page.locator('li[data-id="tissuebook-zoo"]').click();
    const card = page.locator('.tissuebook-Card[data-model="squint"]');
    await card
      .getByRole('button', { name: /SQUINT/ })
      .first()
      .click();
    await card.getByLabel('Size').selectOption('tiny');
    await card.getByLabel('Epochs').fill('3');
    await card.getByRole('button', { name: /Insert a cell/ }).click();
    await page.locator('.jp-Notebook .cm-line', { hasText: 'epochs: 3' }).waitFor();
    expect(await page.locator('.jp-Notebook .jp-Cell').count()).toBe(1);

    const training = page.locator('.tissuebook-View[data-kind="curve"]');
    const marked = training.first().evaluate((node) => (node.dataset['seen'] = 'from the start'));
    await runAll(page, 300_000);
    await marked;
    expect(await training.count()).toBe(1);
    expect(await training.getAttribute('data-seen')).toBe('from the start');
    await expect.poll(() => training.locator('.tissuebook-View-state').textContent()).toBe('Finished');

    const tissue = page.locator('.tissuebook-View[data-kind="spatial"]');
    await reveal(tissue);
    const picture = tissue.locator('.js-plotly-plot');
    await picture.waitFor();
    expect(await cellsInFirstPanel(picture)).toBe(TUMOUR_CELLS);
    expect(await tissue.locator('.tissuebook-View-picture').getAttribute('role')).toBe('img');
    expect(await tissue.locator('.tissuebook-View-picture').getAttribute('aria-label')).toMatch(/3,029 cells/);
    await screenshot(page, 'trained-tokens');
    expect(strangers).toEqual([]);
    expect(errors).toEqual([]);
  });
});
