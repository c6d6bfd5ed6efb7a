import { describe, expect, it } from 'vitest';
import { chromeMissing, openPage, screenshot } from './chrome';
import { kernelMissing, labMissing } from './lab';
import { kernelIdle, openNotebook, runAll, runFromPalette, writeNotebook } from './labPage';
import { openedLab, runCells } from './opened';

const missing = labMissing() ?? kernelMissing() ?? chromeMissing();

describe.skipIf(missing)(`the engine in the status bar${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab({ own: true });

  it('says how much memory the kernel holds, until a setting turns it off', async () => {
    const { page, errors } = await runCells(opened, 'status.ipynb', [
      { type: 'code', source: "import { datasets } from 'tissuebook'" },
    ]);
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

  it('switches the check of names, by mouse and by keyboard', async () => {
    const { page, errors } = await runCells(opened, 'names.ipynb', [
      { type: 'code', source: "import { simulateCohort } from 'tissuebook'" },
      { type: 'code', source: 'const cohort = simulateCohort()' },
    ]);
    const item = page.getByRole('switch', { name: 'Names checked' });
    await item.waitFor();
    await item.click();
    const off = page.getByRole('switch', { name: 'Names not checked' });
    await off.waitFor();
    expect(await off.getAttribute('aria-checked')).toBe('false');
    await off.focus();
    await page.keyboard.press('Enter');
    await item.waitFor();
    await screenshot(page, 'status-names');
    expect(errors).toEqual([]);
  });

  it('leaves a kernel alone that has not imported the library, and closes the comm', async () => {
    writeNotebook(opened.lab, 'plain.ipynb', [{ type: 'code', source: '1 + 1' }]);
    const { page, errors } = await openPage(opened.browser, opened.lab.url);
    const closed = { byPage: new Set<string>(), byKernel: new Set<string>() };
    const note =
      (comms: Set<string>) =>
      ({ payload }: { payload: string | Buffer }): void => {
        const text = payload.toString();
        const [, comm] = /"comm_id": ?"([\w-]+)"/.exec(text) ?? [];
        if (comm && /"msg_type": ?"comm_close"/.test(text)) comms.add(comm);
      };
    page.on('websocket', (socket) =>
      socket.on('framesent', note(closed.byPage)).on('framereceived', note(closed.byKernel)),
    );
    await openNotebook(page, opened.lab, 'plain.ipynb');
    await kernelIdle(page);
    await runAll(page, 120_000);
    await expect.poll(() => closed.byKernel.size).toBeGreaterThan(0);
    await page.locator('.jp-OutputArea-output', { hasText: /^2$/ }).waitFor();
    // A notebook that was in front before has a comm that the page does close.
    expect([...closed.byPage].filter((comm) => closed.byKernel.has(comm))).toEqual([]);
    expect(errors).toEqual([]);
    expect(await page.locator('.tissuebook-EngineItem').isVisible()).toBe(false);
  });
});
