import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromeMissing, launchChrome, openPage, screenshot } from './chrome';
import { kernelMissing, type Lab, labMissing, startLab } from './lab';
import { kernelIdle, openNotebook, runAll, runFromPalette, writeNotebook } from './labPage';

const missing = labMissing() ?? kernelMissing() ?? chromeMissing();

describe.skipIf(missing)(`the engine in the status bar${missing ? `: ${missing}` : ''}`, () => {
  let [lab, browser]: [Lab?, Browser?] = [];

  beforeAll(async () => {
    lab = await startLab();
    browser = await launchChrome();
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.stop();
  });

  it('says how much memory the kernel holds, until a setting turns it off', async () => {
    writeNotebook(lab!, 'status.ipynb', [{ type: 'code', source: "import { datasets } from 'tissuebook'" }]);
    const { page, errors } = await openPage(browser!, lab!.url);
    await openNotebook(page, lab!, 'status.ipynb');
    await kernelIdle(page);
    await runAll(page, 120_000);
    const item = page.locator('.tissuebook-EngineItem');
    await item.waitFor();
    await expect.poll(() => item.textContent()).toMatch(/\d (MB|GB)$/);

    await runFromPalette(page, 'Settings Editor');
    await page.locator('.jp-PluginList').getByText('Tissuebook status bar', { exact: true }).click();
    const box = page.getByRole('checkbox', { name: 'Show the engine' });
    expect(await box.isChecked()).toBe(true);
    await box.uncheck();
    await item.waitFor({ state: 'hidden' });
    await screenshot(page, 'status-setting');
    await box.check();
    await item.waitFor();
    expect(errors).toEqual([]);
  });
});
