import { describe, expect, it } from 'vitest';
import { chromeMissing, openPage, screenshot } from './chrome';
import { kernelMissing, labMissing } from './lab';
import { kernelIdle, searchPalette } from './labPage';
import { openedLab } from './opened';

const missing = labMissing() ?? kernelMissing() ?? chromeMissing();

describe.skipIf(missing)(`the launcher${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  it('opens a notebook with our kernel and cells to begin with', async () => {
    const { page, strangers, errors } = await openPage(opened.browser, opened.lab.url);
    await page.goto(`${opened.lab.url}/lab?reset&token=${opened.lab.token}`);
    const cards = page.locator('.jp-LauncherCard[data-category="Tissuebook"]');
    const card = cards.filter({ hasText: 'Tissuebook' });
    await card.waitFor({ timeout: 60_000 });
    expect(await cards.locator('.jp-LauncherCard-label').allTextContents()).toEqual([
      'Tissuebook',
      'What if?',
      'Cohort',
    ]);
    await screenshot(page, 'launcher');
    await card.click();
    await page.locator('.jp-Notebook .jp-Cell').nth(3).waitFor();
    await kernelIdle(page);
    await expect.poll(() => page.locator('.jp-KernelName').first().textContent()).toMatch(/Tissuebook/);
    expect(await page.locator('.jp-Notebook').textContent()).toContain("datasets.load('cycif-tumour')");
    await screenshot(page, 'new-notebook');
    expect(strangers).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('has its commands in the palette', async () => {
    const { page } = await openPage(opened.browser, opened.lab.url);
    await page.goto(`${opened.lab.url}/lab?reset&token=${opened.lab.token}`);
    await page.locator('.jp-Launcher').waitFor({ timeout: 60_000 });
    await searchPalette(page, 'Tissuebook', 'New Tissuebook Notebook');
    const items = page.locator('.lm-CommandPalette-itemLabel');
    await expect
      .poll(() => items.allTextContents())
      .toEqual(
        expect.arrayContaining([
          'New Tissuebook Notebook',
          'New Tissuebook Notebook: What if?',
          'New Tissuebook Notebook: Cohort',
          'Open Model Zoo',
          'Open Pipeline',
          'Insert SQUINT',
        ]),
      );
  });

  it('has its commands in the menus', async () => {
    const { page } = await openPage(opened.browser, opened.lab.url);
    await page.goto(`${opened.lab.url}/lab?reset&token=${opened.lab.token}`);
    await page.locator('.jp-Launcher').waitFor({ timeout: 60_000 });
    await page.getByRole('menuitem', { name: 'View', exact: true }).click();
    await page.locator('.lm-Menu').getByRole('menuitem', { name: 'Open Pipeline', exact: true }).click();
    await page.locator('#tissuebook-pipeline').waitFor();
    await expect
      .poll(() => page.locator('.tissuebook-Pipeline-summary').textContent())
      .toBe('Open a notebook to see its pipeline.');
    await page.getByRole('menuitem', { name: 'File', exact: true }).click();
    await page.locator('.lm-Menu-itemLabel', { hasText: /^New$/ }).hover();
    await page.locator('.lm-Menu-itemLabel', { hasText: /^Tissuebook Notebook$/ }).waitFor();
  });
});
