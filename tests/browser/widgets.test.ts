import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { chromeMissing, openPage, screenshot } from './chrome';
import { kernelMissing, labMissing, ROOT } from './lab';
import { kernelIdle, openInNotebook7, writeNotebook } from './labPage';
import { openedLab, runCells } from './opened';
import { kernelConnected } from './sessions';

/** Why no widget can be shown here, or undefined when they can. */
function widgetsMissing(): string | undefined {
  const folder = join(ROOT, '.venv', 'share', 'jupyter', 'labextensions');
  for (const name of ['@jupyter-widgets/jupyterlab-manager', 'anywidget']) {
    if (!existsSync(join(folder, name))) return `no ${name} in .venv (npm test installs it)`;
  }
  return undefined;
}

const missing = labMissing() ?? kernelMissing() ?? chromeMissing() ?? widgetsMissing();

const SLIDER = `const radius = widgets.IntSlider({ value: 5, max: 20, description: 'Radius' });
radius.on('change:value', (_, value) => console.log('radius is', value));
radius`;

/** The page's side counts clicks and sends bytes; the kernel's side answers with ten times the count and other bytes. */
const COUNTER = `const counter = widgets.any({
  esm: \`export default {
    render({ model, el }) {
      const button = document.createElement('button');
      button.className = 'tenfold';
      const show = () => {
        const bytes = model.get('bytes');
        button.textContent = 'tenfold ' + model.get('tenfold') + ', bytes ' + new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength).join('-');
      };
      button.onclick = () => {
        model.set({ clicks: model.get('clicks') + 1, sent: new DataView(new Uint8Array([1, 2]).buffer) });
        model.save_changes();
      };
      model.on('change:tenfold', show);
      show();
      el.append(button);
    },
  }\`,
  css: '.tenfold { padding: 4px }',
  state: { clicks: 0, tenfold: 0, sent: new Uint8Array(), bytes: new Uint8Array([7]) },
});
counter.on('change:clicks', (_, clicks) => {
  counter.set({ tenfold: 10 * clicks, bytes: counter.get('sent').map((byte) => byte + 1) });
  counter.save_changes();
});
counter`;

describe.skipIf(missing)(`widgets from TypeScript${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  it('are moved by keyboard, answer from the kernel, and are there again after a reload', async () => {
    const cells = [SLIDER, COUNTER, `radius.get('value')`].map((source) => ({ type: 'code' as const, source }));
    const { page, context, strangers, errors } = await runCells(opened, 'widgets.ipynb', cells);
    const moved = await useBoth(page, '5', 10);
    await printed(page, `radius is ${moved}`);
    await screenshot(page, 'widgets');

    await page.keyboard.press('Control+S');
    await page.locator('.jp-mod-dirty').first().waitFor({ state: 'detached' });
    await page.reload();
    await page.locator('.jp-Notebook .jp-Cell').first().waitFor({ timeout: 60_000 });
    await kernelIdle(page);
    const again = await useBoth(page, moved, 20);
    await page.locator('.jp-Cell .cm-content').last().click();
    await page.keyboard.press('Control+Enter');
    await page
      .locator('.jp-Cell')
      .last()
      .locator('.jp-OutputArea-output', { hasText: new RegExp(`^${again}$`) })
      .waitFor();
    await screenshot(page, 'widgets-reloaded');
    await context.close();
    expect(strangers).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('work in Notebook 7', async () => {
    writeNotebook(opened.lab, 'seven.ipynb', [{ type: 'code', source: SLIDER }]);
    const { page, strangers } = await openPage(opened.browser, opened.lab.url);
    await openInNotebook7(page, opened.lab, 'seven.ipynb');
    await page.locator('.jp-KernelName', { hasText: 'Tissuebook' }).waitFor({ timeout: 60_000 });
    await kernelConnected(opened.lab);
    await page.locator('.jp-Cell .cm-content').first().click();
    await page.keyboard.press('Control+Enter');
    // By pointer: Notebook 7 keeps the arrow keys of the selected cell for itself, from sliders of ipykernel too.
    const slider = page.locator('.widget-slider .noUi-target');
    const { width, height } = (await slider.boundingBox())!;
    await slider.click({ position: { x: width * 0.75, y: height / 2 } });
    await printed(page, 'radius is 15');
    await screenshot(page, 'widgets-notebook-7');
    expect(strangers).toEqual([]);
  });
});

/** Uses both widgets; resolves to the slider's value. */
async function useBoth(page: Page, radius: string, tenfold: number): Promise<string> {
  const moved = await moveSlider(page, radius);
  const button = page.locator('.tenfold');
  await button.click();
  await expect.poll(() => button.textContent()).toBe(`tenfold ${tenfold}, bytes 2-3`);
  return moved;
}

/** Moves the slider away from a value by keyboard; resolves to what it shows then. */
async function moveSlider(page: Page, from: string): Promise<string> {
  const readout = page.locator('.widget-slider .widget-readout');
  await readout.filter({ hasText: new RegExp(`^${from}$`) }).waitFor();
  // A page that still lays itself out takes the focus away: the key is pressed until it has come through.
  await expect
    .poll(
      async () => {
        await page.locator('.widget-slider .noUi-handle').press('ArrowRight');
        return readout.textContent();
      },
      { timeout: 30_000, interval: 1000 },
    )
    .not.toBe(from);
  return (await readout.textContent())!;
}

/** What a callback prints shows in the cell that set it. */
function printed(page: Page, text: string): Promise<void> {
  return page.locator('.jp-Cell').first().locator('.jp-OutputArea-output', { hasText: text }).first().waitFor();
}
