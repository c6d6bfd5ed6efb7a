import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportHtml } from '../../scripts/html/exportHtml';
import { VIEW_MIME, viewBundle } from '../../src/protocol';
import { samples } from '../unit/protocol/samples';
import { chromeMissing, launchChrome, openPage, screenshot } from './chrome';
import { labMissing, ROOT } from './lab';
import { drawnPictures, pointCounts, reveal, writeNotebook } from './labPage';

const missing = labMissing() ?? chromeMissing();

/** Bytes of a page without data: script, styles and nbconvert's own template. */
const MOST_BYTES = 6e6;

describe.skipIf(missing)(`an exported web page${missing ? `: ${missing}` : ''}`, () => {
  let browser: Browser | undefined;
  const folder = mkdtempSync(join(tmpdir(), 'tissuebook-page-'));

  beforeAll(async () => {
    browser = await launchChrome();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows every figure from the disk, with no server and no network', async () => {
    const views = Object.values(samples());
    const hostile = { ...samples().spatial, title: '</script><script>window.pwned=1</script><!--' };
    const bundles = [
      ...views.map((view) => viewBundle(view)),
      { [VIEW_MIME]: hostile },
      { [VIEW_MIME]: { version: 9 } },
    ];
    writeNotebook({ folder }, 'views.ipynb', [{ type: 'code', source: 'views', bundles }]);
    const html = join(folder, 'views.html');
    await exportHtml(join(folder, 'views.ipynb'), html, { python: join(ROOT, '.venv', 'bin', 'python') });
    expect(statSync(html).size).toBeLessThan(MOST_BYTES);

    const { page, strangers, errors } = await openPage(browser!, '');
    await page.goto(pathToFileURL(html).href);
    expect(await page.title()).not.toBe('');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    const shown = page.locator('.tissuebook-View[data-kind]');
    await shown.nth(views.length).waitFor();
    for (let i = 0; i <= views.length; i++) {
      await reveal(shown.nth(i));
      await shown.nth(i).locator('.js-plotly-plot').waitFor();
    }
    const spatial = await pointCounts(drawnPictures(page).first());
    expect(spatial.filter(({ name }) => /\(/.test(name)).map(({ points }) => points)).toEqual([1, 2, 1]);
    expect(await page.locator('.tissuebook-View-message').textContent()).toMatch(/version must be 1/);
    expect(await page.evaluate(() => (window as { pwned?: number }).pwned)).toBeUndefined();
    await screenshot(page, 'web-page');
    expect(strangers).toEqual([]);
    expect(errors).toEqual([]);
  });
});
