import { describe, expect, it } from 'vitest';
import { chromeMissing, openPage, screenshot } from './chrome';
import { kernelMissing, labMissing } from './lab';
import { kernelIdle, openNotebook, runAll, runFromPalette, writeNotebook } from './labPage';
import { openedLab } from './opened';

const missing = labMissing() ?? kernelMissing() ?? chromeMissing();

describe.skipIf(missing)(`the engine in the status bar${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  it('says how much memory the kernel holds, until a setting turns it off', async () => {
    writeNotebook(opened.lab, 'status.ipynb', [{ type: 'code', source: "import { datasets } from 'tissuebook'" }]);
    const { page, errors } = await openPage(opened.browser, opened.lab.url);
    await openNotebook(page, opened.lab, 'status.ipynb');
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
