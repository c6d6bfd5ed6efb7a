import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { PERTURBATION_MIME } from '../../src/protocol';
import { pictureBundle } from '../../src/views/pictureBundle';
import { perturbationSample } from '../unit/protocol/perturbationSample';
import { barriers } from './axe';
import { chromeMissing, openPage, screenshot } from './chrome';
import { keptTraining } from './keptTraining';
import { labMissing } from './lab';
import { type Cell, openInNotebook7, reveal, useTheme, writeNotebook } from './labPage';
import { openCells, openedLab } from './opened';

const missing = labMissing() ?? chromeMissing();

/** Cells that were saved with what they showed; no kernel knows any of it. */
const CELLS: Cell[] = [
  {
    type: 'code',
    source: "import { datasets, zoo } from 'tissuebook'\nconst tumour = await datasets.load('cycif-tumour')",
  },
  {
    type: 'code',
    source: "const squint = zoo.create('squint', { preset: 'tiny' })\nawait squint.fit(tumour, { epochs: 5 })",
  },
  {
    type: 'code',
    source: 'perturbationWidget(squint, tumour)',
    bundles: [{ [PERTURBATION_MIME]: perturbationSample(), 'text/plain': 'What if?' }],
  },
];

describe.skipIf(missing)(`panels and widgets${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab({ own: true });

  const openPanel = async (page: Page, command: string): Promise<void> => {
    await page.getByRole('menuitem', { name: 'View', exact: true }).click();
    await page.locator('.lm-Menu-itemLabel', { hasText: command }).click();
  };

  it.each(['JupyterLab Light', 'JupyterLab Dark', 'JupyterLab Dark High Contrast'])(
    'can be read by everybody in the theme %s',
    async (theme) => {
      const name = `${theme.replaceAll(' ', '-')}.ipynb`;
      const training: Cell = { type: 'code', source: '', bundles: [pictureBundle(keptTraining())] };
      const { page, strangers, errors } = await openCells(opened, name, [...CELLS, training], 'python3');
      await useTheme(page, theme);
      const widget = page.locator('.tissuebook-Perturbation');
      await reveal(widget.locator('.tissuebook-Perturbation-form'));
      await reveal(page.locator('.tissuebook-Watch'));
      await screenshot(page, `watch-${theme.replaceAll(' ', '-')}`);
      expect(await barriers(page, '.tissuebook-Watch')).toEqual([]);
      await openPanel(page, 'Open Model Zoo');
      await page.locator('.tissuebook-Card').first().waitFor();
      await screenshot(page, `zoo-${theme.replaceAll(' ', '-')}`);
      expect(await barriers(page, '#tissuebook-zoo')).toEqual([]);
      expect(await barriers(page, '.tissuebook-Perturbation')).toEqual([]);
      await openPanel(page, 'Open Pipeline');
      await page.locator('.tissuebook-Pipeline-node').nth(1).press('ArrowDown');
      await screenshot(page, `pipeline-${theme.replaceAll(' ', '-')}`);
      expect(await barriers(page, '#tissuebook-pipeline')).toEqual([]);
      expect([strangers, errors]).toEqual([[], []]);
    },
  );

  it('work in Notebook 7, which has panels in its side bar', async () => {
    writeNotebook(opened.lab, 'seven.ipynb', CELLS, 'python3');
    const { page, strangers } = await openPage(opened.browser, opened.lab.url);
    await openInNotebook7(page, opened.lab, 'seven.ipynb');
    const widget = page.locator('.tissuebook-Perturbation');
    await widget.waitFor();
    expect(await widget.locator('.tissuebook-Perturbation-text').textContent()).toBe('words');
    await reveal(widget.locator('.tissuebook-View').first());
    await widget.locator('.js-plotly-plot').first().waitFor();
    await openPanel(page, 'Open Pipeline');
    await expect
      .poll(() => page.locator('.tissuebook-Pipeline-title').allTextContents())
      .toEqual(['datasets.load', 'zoo.create', 'perturbationWidget']);
    await screenshot(page, 'notebook-7');
    await openPanel(page, 'Open Model Zoo');
    await page.locator('.tissuebook-Card').first().waitFor();
    expect(strangers).toEqual([]);
  });

  it('make no script, markup or address of what a hostile notebook holds', async () => {
    const markup = '<img src=x onerror="window.caught=1"><script>window.caught=1</script>';
    const sample = perturbationSample();
    const hostile = {
      ...sample,
      title: markup,
      types: [markup, '__proto__'],
      genes: [markup],
      models: [markup],
      answer: { ...sample.answer!, text: markup },
    };
    const broken = { ...sample, version: 9 };
    const bundles = [{ [PERTURBATION_MIME]: hostile }, { [PERTURBATION_MIME]: broken }, { [PERTURBATION_MIME]: 'x' }];
    const cells: Cell[] = [{ type: 'code', source: `// ${markup}\nzoo.create('${markup}'`, bundles }];
    const { page, strangers, errors } = await openCells(opened, 'hostile-widget.ipynb', cells, 'python3');
    const widget = page.locator('.tissuebook-Perturbation');
    await expect.poll(() => widget.count()).toBe(3);
    expect(await widget.first().locator('h2').textContent()).toBe(markup);
    expect(await widget.nth(1).getByRole('alert').textContent()).toMatch(/version is 9/);
    expect(await widget.nth(2).getByRole('alert').textContent()).toMatch(/cannot be shown/);
    await openPanel(page, 'Open Pipeline');
    await page.locator('.tissuebook-Pipeline-view').waitFor();
    expect(await page.locator('.tissuebook-Perturbation img, .tissuebook-Perturbation script').count()).toBe(0);
    expect(await page.evaluate(() => (window as { caught?: unknown }).caught)).toBeUndefined();
    expect([strangers, errors]).toEqual([[], []]);
  });
});
