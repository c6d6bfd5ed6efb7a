import { describe, expect, it } from 'vitest';
import { modelCards, zooCode, zooDefaults } from '../../src/protocol';
import { barriers } from './axe';
import { chromeMissing, openPage, screenshot } from './chrome';
import { kernelMissing, labMissing } from './lab';
import { kernelIdle, openLauncher, runAll, runFromPalette } from './labPage';
import { openCells, openedLab } from './opened';

const missing = labMissing() ?? chromeMissing();
const squint = modelCards.find(({ id }) => id === 'squint')!;

describe.skipIf(missing)(`the model zoo${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  it('inserts the code of its form below the active cell, by keyboard alone', async () => {
    const { page, errors } = await openCells(
      opened,
      'zoo.ipynb',
      [{ type: 'markdown', source: '# A tissue' }],
      'python3',
    );
    await kernelIdle(page);
    await runFromPalette(page, 'Open Model Zoo');
    const focused = page.locator('.tissuebook-Zoo :focus');
    await expect.poll(() => focused.getAttribute('type')).toBe('search');
    const card = page.locator('.tissuebook-Card[data-model="squint"]');
    await card
      .getByRole('button', { name: /SQUINT/ })
      .first()
      .press('Enter');
    await card.getByLabel('Epochs').fill('3');
    await card.getByLabel('Seed').press('Enter');
    const cells = page.locator('.jp-Notebook .jp-Cell');
    await cells.nth(1).waitFor();
    const wanted = zooCode(squint, { ...zooDefaults(squint), epochs: 3 });
    const source = async (): Promise<string> => (await cells.nth(1).locator('.cm-line').allTextContents()).join('\n');
    await expect.poll(source).toBe('code' in wanted ? wanted.code : '');
    await screenshot(page, 'model-zoo');

    // JupyterLab's own shortcuts work while a field has the keyboard.
    await page.locator('.jp-mod-dirty').first().waitFor();
    await card.getByLabel('Epochs').press('Control+s');
    await page.locator('.jp-mod-dirty').first().waitFor({ state: 'detached' });
    await card.getByLabel('Epochs').press('Control+Shift+C');
    await page.locator('.lm-CommandPalette-input:visible').waitFor();
    expect(errors).toEqual([]);
  });

  it('says what is wrong with a value and inserts nothing', async () => {
    const { page } = await openCells(opened, 'wrong.ipynb', [{ type: 'markdown', source: '# A tissue' }], 'python3');
    await page.locator('li[data-id="tissuebook-zoo"]').click();
    const card = page.locator('.tissuebook-Card[data-model="squint"]');
    await card
      .getByRole('button', { name: /SQUINT/ })
      .first()
      .click();
    for (const value of ['-1', '1.5', '']) {
      await card.getByLabel('Seed').fill(value);
      await card.getByRole('button', { name: /Insert a cell/ }).click();
      expect(await card.getByRole('alert').textContent()).toMatch(/Seed must be a whole number from 0/);
      expect(await card.getByLabel('Seed').getAttribute('aria-invalid')).toBe('true');
    }
    expect(await page.locator('.jp-Notebook .jp-Cell').count()).toBe(1);
  });

  it('finds models by the words of their cards', async () => {
    const { page } = await openPage(opened.browser, opened.lab.url);
    await openLauncher(page, opened.lab);
    await page.locator('li[data-id="tissuebook-zoo"]').click();
    const [search, cards] = [page.getByLabel('Search', { exact: true }), page.locator('.tissuebook-Card:visible')];
    await search.fill('tokens squint');
    await expect.poll(() => cards.count()).toBe(1);
    await search.fill('you et al paper gpu');
    await expect.poll(() => cards.getAttribute('data-model')).toBe('cifm');
    await search.fill('no such zebra');
    await expect.poll(() => cards.count()).toBe(0);
    expect(await page.locator('.tissuebook-Zoo-found').textContent()).toBe('0 models found');
  });

  it('keeps form and cell in step: edit either, the other follows', async () => {
    const source =
      "const m = zoo.create('squint', { preset: 'tiny', seed: later })\nawait m.fit(tumour, { epochs: 5 }) // mine";
    const { page, errors } = await openCells(opened, 'step.ipynb', [{ type: 'code', source }], 'python3');
    await kernelIdle(page);
    await runFromPalette(page, 'Open Model Zoo');
    const card = page.locator('.tissuebook-Card[data-model="squint"]');
    const cell = page.locator('.jp-Notebook .jp-Cell').first();
    const code = async (): Promise<string> => (await cell.locator('.cm-line').allTextContents()).join('\n');
    await expect.poll(() => card.getByLabel('Size').inputValue()).toBe('tiny');
    expect(await card.getByLabel('Seed').isDisabled()).toBe(true);
    expect(await card.locator('.tissuebook-Card-step').isVisible()).toBe(true);

    await card.getByLabel('Epochs').fill('12');
    await expect.poll(code).toBe(source.replace('epochs: 5', 'epochs: 12'));
    await card.getByLabel('Epochs').fill('0');
    expect(await card.getByRole('alert').textContent()).toMatch(/Epochs must be/);
    expect(await code()).toBe(source.replace('epochs: 5', 'epochs: 12'));
    await card.locator('summary', { hasText: 'More options' }).press('Enter');
    await card.getByLabel('Codes').fill('50');
    await expect.poll(code).toContain('seed: later, codes: 50 })');

    await card.getByRole('button', { name: 'Go to the cell' }).press('Enter');
    await cell.and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('End');
    for (let i = 0; i < ' })'.length; i++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('1');
    await expect.poll(code).toContain('codes: 51 })');
    await expect.poll(() => card.getByLabel('Codes').inputValue()).toBe('51');
    expect(await barriers(page, '#tissuebook-zoo')).toEqual([]);
    await screenshot(page, 'zoo-in-step');
    expect(errors).toEqual([]);
  });

  it.skipIf(kernelMissing())('says how the models fit the data in the kernel, and what is missing', async () => {
    const load = `import { AnnData, datasets, Table } from 'tissuebook'
const tumour = await datasets.load('cycif-tumour')
const bare = new AnnData({ X: tumour.X!, obs: new Table(tumour.obs.index), var: tumour.var })`;
    const { page, errors } = await openCells(opened, 'fit.ipynb', [{ type: 'code', source: load }]);
    await kernelIdle(page);
    await runFromPalette(page, 'Open Model Zoo');
    const card = page.locator('.tissuebook-Card[data-model="squint"]');
    await card.waitFor();
    expect(await card.locator('.tissuebook-Card-fit').textContent()).toBe('');
    await runAll(page, 120_000);
    const data = page.getByLabel('Data', { exact: true });
    await expect.poll(() => data.locator('option').allTextContents(), { timeout: 90_000 }).toContain('tumour');
    await data.selectOption('tumour');
    await card
      .getByRole('button', { name: /SQUINT/ })
      .first()
      .press('Enter');
    const fit = card.locator('.tissuebook-Card-fit');
    await expect
      .poll(() => fit.textContent())
      .toMatch(/^Fits tumour \(3,029 cells, \d+ features\): [\d,]+ parameters, about [\d,]+ MB/);
    const small = Number(/([\d,]+) parameters/.exec((await fit.textContent())!)![1]!.replaceAll(',', ''));
    await card.getByLabel('Size').selectOption('paper');
    await expect
      .poll(async () => Number(/([\d,]+) parameters/.exec((await fit.textContent()) ?? '')?.[1]?.replaceAll(',', '')))
      .toBeGreaterThan(2 * small);
    await screenshot(page, 'zoo-fit');
    await data.selectOption('bare');
    await expect.poll(() => fit.textContent()).toMatch(/^Does not fit bare: .*(position|coordinates|spatial)/i);

    await data.selectOption('tumour');
    await card.getByLabel('Size').selectOption('tiny');
    await card.getByRole('button', { name: /Insert a cell/ }).press('Enter');
    await page.locator('.jp-Notebook .cm-line', { hasText: 'squint.fit(tumour' }).waitFor();
    expect(await barriers(page, '#tissuebook-zoo')).toEqual([]);
    expect(errors).toEqual([]);
  });
});
