import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { viewBundle } from '../../src/protocol';
import { samples } from '../unit/protocol/samples';
import { barriers } from './axe';
import { chromeMissing, launchChrome, openPage } from './chrome';
import { type Lab, labMissing, startLab } from './lab';
import { openNotebook, reveal, writeNotebook } from './labPage';

const missing = labMissing() ?? chromeMissing();

describe.skipIf(missing)(`views${missing ? `: ${missing}` : ''}`, () => {
  let [lab, browser]: [Lab?, Browser?] = [];

  beforeAll(async () => {
    lab = await startLab();
    browser = await launchChrome();
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.stop();
  });

  it('of every kind have no barrier, with their tables open', async () => {
    const cells = Object.values(samples()).map((view) => ({
      type: 'code' as const,
      source: '',
      bundles: [viewBundle(view)],
    }));
    writeNotebook(lab!, 'kinds.ipynb', cells, 'python3');
    const { page } = await openPage(browser!, lab!.url);
    await openNotebook(page, lab!, 'kinds.ipynb');
    for (let i = 0; i < cells.length; i++) {
      const view = page.locator('.jp-Cell').nth(i).locator('.tissuebook-View');
      await reveal(view);
      await view.locator('.js-plotly-plot').waitFor();
      await view.getByRole('button', { name: 'Show as table' }).press('Enter');
      for (const part of await view.locator('summary:visible').all()) await part.press('Enter');
      expect(await barriers(page, '.tissuebook-View')).toEqual([]);
    }
    // What is asked of the figures can fail: a button without a name is found.
    await page
      .locator('.tissuebook-View')
      .first()
      .evaluate((node) => node.append(document.createElement('button')));
    expect(await barriers(page, '.tissuebook-View')).toEqual([expect.stringMatching(/^button-name: /)]);
  });
});
