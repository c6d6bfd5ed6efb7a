import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { exportHtml } from '../../scripts/html/exportHtml';
import { VIEW_MIME, viewBundle } from '../../src/protocol';
import { samples } from '../unit/protocol/samples';
import { chromeMissing, openPage, screenshot } from './chrome';
import { labMissing, ROOT } from './lab';
import { drawnPictures, pointCounts, reveal, writeNotebook } from './labPage';
import { openedLab } from './opened';

const missing = labMissing() ?? chromeMissing();

/** Bytes of a page without data: script, styles and nbconvert's own template. */
const MOST_BYTES = 6e6;

describe.skipIf(missing)(`an exported web page${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  it('shows every figure from the disk, with no server and no network', async () => {
    const views = Object.values(samples());
    const hostile = { ...samples().spatial, title: '</script><script>window.pwned=1</script><!--' };
    const bundles = [
      ...views.map((view) => viewBundle(view)),
      { [VIEW_MIME]: hostile },
      { [VIEW_MIME]: { version: 9 } },
    ];
    writeNotebook(opened.lab, 'views.ipynb', [{ type: 'code', source: 'views', bundles }]);
    const { folder } = opened.lab;
    const html = join(folder, 'views.html');
    await exportHtml(join(folder, 'views.ipynb'), html, { python: join(ROOT, '.venv', 'bin', 'python') });
    expect(statSync(html).size).toBeLessThan(MOST_BYTES);

    const { page, strangers, errors } = await openPage(opened.browser, '');
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
