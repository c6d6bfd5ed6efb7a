import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromeMissing, launchChrome, openPage, screenshot } from './chrome';
import { kernelMissing, type Lab, labMissing, startLab } from './lab';
import { kernelIdle, searchPalette } from './labPage';

const missing = labMissing() ?? kernelMissing() ?? chromeMissing();

describe.skipIf(missing)(`the launcher${missing ? `: ${missing}` : ''}`, () => {
  let [lab, browser]: [Lab?, Browser?] = [];

  beforeAll(async () => {
    lab = await startLab();
    browser = await launchChrome();
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.stop();
  });

  it('opens a notebook with our kernel and cells to begin with', async () => {
    const { page, strangers, errors } = await openPage(browser!, lab!.url);
    await page.goto(`${lab!.url}/lab?reset&token=${lab!.token}`);
    const card = page.locator('.jp-LauncherCard[data-category="Tissuebook"]', { hasText: 'Tissuebook' });
    await card.waitFor({ timeout: 60_000 });
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
    const { page } = await openPage(browser!, lab!.url);
    await page.goto(`${lab!.url}/lab?reset&token=${lab!.token}`);
    await page.locator('.jp-Launcher').waitFor({ timeout: 60_000 });
    await searchPalette(page, 'Tissuebook', 'New Tissuebook Notebook');
    const items = page.locator('.lm-CommandPalette-itemLabel');
    await expect
      .poll(() => items.allTextContents())
      .toEqual(expect.arrayContaining(['New Tissuebook Notebook', 'Open Model Zoo', 'Insert SQUINT']));
  });
});
