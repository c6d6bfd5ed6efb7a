import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zooCards, zooCode, zooDefaults } from '../../src/protocol';
import { chromeMissing, launchChrome, openPage, screenshot } from './chrome';
import { type Lab, labMissing, startLab } from './lab';
import { kernelIdle, openNotebook, runFromPalette, writeNotebook } from './labPage';

const missing = labMissing() ?? chromeMissing();
const squint = zooCards.find(({ id }) => id === 'squint')!;

describe.skipIf(missing)(`the model zoo${missing ? `: ${missing}` : ''}`, () => {
  let [lab, browser]: [Lab?, Browser?] = [];

  beforeAll(async () => {
    lab = await startLab();
    browser = await launchChrome();
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.stop();
  });

  it('inserts the code of its form below the active cell, by keyboard alone', async () => {
    writeNotebook(lab!, 'zoo.ipynb', [{ type: 'markdown', source: '# A tissue' }], 'python3');
    const { page, errors } = await openPage(browser!, lab!.url);
    await openNotebook(page, lab!, 'zoo.ipynb');
    await kernelIdle(page);
    await runFromPalette(page, 'Open Model Zoo');
    const focused = page.locator('.tissuebook-Zoo :focus');
    await expect.poll(() => focused.getAttribute('type')).toBe('search');
    const card = page.locator('.tissuebook-Card[data-model="squint"]');
    await card.getByLabel('Epochs').fill('3');
    await card.getByLabel('Seed').press('Enter');
    const cells = page.locator('.jp-Notebook .jp-Cell');
    await cells.nth(1).waitFor();
    const wanted = zooCode(squint, { ...zooDefaults(squint), epochs: 3 });
    const source = async (): Promise<string> => (await cells.nth(1).locator('.cm-line').allTextContents()).join('\n');
    await expect.poll(source).toBe('code' in wanted ? wanted.code : '');
    await screenshot(page, 'model-zoo');
    expect(errors).toEqual([]);
  });

  it('says what is wrong with a value and inserts nothing', async () => {
    writeNotebook(lab!, 'wrong.ipynb', [{ type: 'markdown', source: '# A tissue' }], 'python3');
    const { page } = await openPage(browser!, lab!.url);
    await openNotebook(page, lab!, 'wrong.ipynb');
    await page.locator('li[data-id="tissuebook-zoo"]').click();
    const card = page.locator('.tissuebook-Card[data-model="squint"]');
    for (const value of ['-1', '1.5', '']) {
      await card.getByLabel('Seed').fill(value);
      await card.getByRole('button', { name: /Insert a cell/ }).click();
      expect(await card.getByRole('alert').textContent()).toMatch(/Seed must be a whole number from 0/);
      expect(await card.getByLabel('Seed').getAttribute('aria-invalid')).toBe('true');
    }
    expect(await page.locator('.jp-Notebook .jp-Cell').count()).toBe(1);
  });

  it('finds models by the words of their cards', async () => {
    const { page } = await openPage(browser!, lab!.url);
    await page.goto(`${lab!.url}/lab?reset&token=${lab!.token}`);
    await page.locator('li[data-id="tissuebook-zoo"]').click({ timeout: 60_000 });
    const [search, cards] = [page.getByLabel('Search', { exact: true }), page.locator('.tissuebook-Card:visible')];
    await search.fill('tokens squint');
    await expect.poll(() => cards.count()).toBe(1);
    await search.fill('no such model');
    await expect.poll(() => cards.count()).toBe(0);
    expect(await page.locator('.tissuebook-Zoo-found').textContent()).toBe('0 models found');
  });
});
