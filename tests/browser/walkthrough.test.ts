import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chromeMissing, openPage, screenshot } from './chrome';
import { kernelMissing, labMissing, ROOT } from './lab';
import { cellsInFirstPanel, kernelIdle, openNotebook, revealDrawn, runAll } from './labPage';
import { openedLab } from './opened';

const NOTEBOOK = '01-tissue-tokens.ipynb';
const noNotebook = existsSync(join(ROOT, 'notebooks', NOTEBOOK)) ? undefined : `there is no notebooks/${NOTEBOOK}`;
const missing = labMissing() ?? kernelMissing() ?? chromeMissing() ?? noNotebook;

/** Cells of the CyCIF tumour, as its authors' file has them. */
const TUMOUR_CELLS = 3029;

describe.skipIf(missing)(`the first walkthrough${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  it('runs with our kernel and shows the tumour with all its cells', { timeout: 600_000 }, async () => {
    copyFileSync(join(ROOT, 'notebooks', NOTEBOOK), join(opened.lab.folder, NOTEBOOK));
    const { page, strangers, errors } = await openPage(opened.browser, opened.lab.url);
    await openNotebook(page, opened.lab, NOTEBOOK);
    await kernelIdle(page);
    await runAll(page, 500_000);
    expect(
      await page.locator('.jp-RenderedText[data-mime-type="application/vnd.jupyter.error"]').allTextContents(),
    ).toEqual([]);
    const views = page.locator('.tissuebook-View');
    const kinds = new Set<string>();
    for (let i = 0; i < (await views.count()); i++) {
      const view = views.nth(i);
      await revealDrawn(view);
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
