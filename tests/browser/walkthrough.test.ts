import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromeMissing, launchChrome, openPage, screenshot } from './chrome';
import { kernelMissing, type Lab, labMissing, ROOT, startLab } from './lab';
import { cellsInFirstPanel, kernelIdle, openNotebook, reveal, runAll } from './labPage';

const NOTEBOOK = '01-tissue-tokens.ipynb';
const noNotebook = existsSync(join(ROOT, 'notebooks', NOTEBOOK)) ? undefined : `there is no notebooks/${NOTEBOOK}`;
const missing = labMissing() ?? kernelMissing() ?? chromeMissing() ?? noNotebook;

/** Cells of the CyCIF tumour, as its authors' file has them. */
const TUMOUR_CELLS = 3029;

describe.skipIf(missing)(`the first walkthrough${missing ? `: ${missing}` : ''}`, () => {
  let [lab, browser]: [Lab?, Browser?] = [];

  beforeAll(async () => {
    // Fewer epochs than a reader would take: the figures are looked at here, not the numbers.
    lab = await startLab({ TISSUEBOOK_EPOCHS: '3' });
    browser = await launchChrome();
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.stop();
  });

  it('runs with our kernel and shows the tumour with all its cells', { timeout: 600_000 }, async () => {
    copyFileSync(join(ROOT, 'notebooks', NOTEBOOK), join(lab!.folder, NOTEBOOK));
    const { page, strangers, errors } = await openPage(browser!, lab!.url);
    await openNotebook(page, lab!, NOTEBOOK);
    await kernelIdle(page);
    await runAll(page, 500_000);
    expect(
      await page.locator('.jp-RenderedText[data-mime-type="application/vnd.jupyter.error"]').allTextContents(),
    ).toEqual([]);
    const views = page.locator('.tissuebook-View');
    const kinds = new Set<string>();
    for (let i = 0; i < (await views.count()); i++) {
      const view = views.nth(i);
      await reveal(view);
      await view.locator('.js-plotly-plot').waitFor();
      const kind = (await view.getAttribute('data-kind')) ?? '';
      kinds.add(kind);
      if (kind === 'spatial') expect(await cellsInFirstPanel(view.locator('.js-plotly-plot'))).toBe(TUMOUR_CELLS);
      await screenshot(page, `walkthrough-${i + 1}-${kind}`);
    }
    expect([...kinds]).toEqual(expect.arrayContaining(['spatial', 'curve', 'heatmap']));
    expect(strangers).toEqual([]);
    expect(errors).toEqual([]);
  });
});
