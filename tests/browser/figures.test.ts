import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { viewBundle } from '../../src/protocol';
import { samples } from '../unit/protocol/samples';
import { chromeMissing, launchChrome, openPage, screenshot } from './chrome';
import { type Lab, labMissing, startLab } from './lab';
import { drawnPictures, openNotebook, pointCounts, reveal, writeNotebook } from './labPage';

const missing = labMissing() ?? chromeMissing();

describe.skipIf(missing)(`saved views in JupyterLab${missing ? `: ${missing}` : ''}`, () => {
  let [lab, browser]: [Lab?, Browser?] = [];

  beforeAll(async () => {
    lab = await startLab();
    browser = await launchChrome();
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.stop();
  });

  it('are drawn without running a cell, and nothing is asked of another host', async () => {
    const bundles = Object.values(samples()).map((payload) => viewBundle(payload));
    writeNotebook(lab!, 'saved.ipynb', [{ type: 'code', source: '', bundles }], 'python3');
    const { page, strangers, errors } = await openPage(browser!, lab!.url);
    await openNotebook(page, lab!, 'saved.ipynb');
    const pictures = drawnPictures(page);
    for (let i = 0; i < bundles.length; i++) {
      await reveal(page.locator('.tissuebook-View').nth(i));
      await pictures.nth(i).waitFor();
    }
    const spatial = await pointCounts(pictures.first());
    expect(spatial.filter(({ name }) => /\(/.test(name)).map(({ points }) => points)).toEqual([1, 2, 1]);
    await screenshot(page, 'saved-views');
    expect(strangers).toEqual([]);
    expect(errors).toEqual([]);
  });
});
