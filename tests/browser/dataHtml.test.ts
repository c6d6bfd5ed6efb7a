import { describe, expect, it } from 'vitest';
import { AnnData, Table } from '../../src/data';
import { htmlOf } from '../../src/views/html/htmlOf';
import { barriers } from './axe';
import { chromeMissing, openPage, screenshot } from './chrome';
import { kernelMissing, labMissing } from './lab';
import { openedLab, runCells } from './opened';

const missing = labMissing() ?? kernelMissing() ?? chromeMissing();

describe.skipIf(missing)(`data as HTML${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  it('opens and finds names in a notebook, by keyboard alone', async () => {
    const { page, errors } = await runCells(opened, 'data.ipynb', [
      { type: 'code', source: "import { simulateCiteSeq } from 'tissuebook'\nsimulateCiteSeq({ cells: 100 })" },
    ]);
    const shown = page.locator('.jp-OutputArea-output [data-tissuebook]');
    await shown.waitFor();
    const links = shown.locator('details', { hasText: 'links: table of 72 rows' }).last();
    expect(await links.evaluate((element) => (element as HTMLDetailsElement).open)).toBe(false);
    const field = shown.getByLabel('Find');
    await field.fill('simGene299');
    await expect.poll(() => shown.locator('output').textContent()).toContain('simGene299');
    await field.fill('simProtein24');
    const names = shown.locator('[data-find]:visible', { hasText: 'simProtein24' });
    expect(await names.count()).toBeGreaterThan(0);
    expect(await shown.locator('tr:visible', { hasText: 'donor' }).count()).toBe(0);
    await field.fill('');
    const uns = shown.locator('summary', { hasText: /^uns: 2/ });
    const before = await uns.evaluate((element) => (element.parentElement as HTMLDetailsElement).open);
    await uns.focus();
    await page.keyboard.press('Enter');
    expect(await uns.evaluate((element) => (element.parentElement as HTMLDetailsElement).open)).toBe(!before);
    expect(await barriers(page, '[data-tissuebook]')).toEqual([]);
    await screenshot(page, 'data-html');
    expect(errors).toEqual([]);
  });

  it('runs nothing of the names that it shows, also while they are looked for', async () => {
    const hostile = [
      '<img src=x onerror="window.pwned=1">',
      "');window.pwned=1;('",
      '</span><script>window.pwned=1</script>',
    ];
    const many = Array.from({ length: 300 }, (_, at) => `${hostile[at % 3]}${at}`);
    const { page, strangers, errors } = await openPage(opened.browser, '');
    await page.setContent(htmlOf(new AnnData({ obs: new Table(many), var: new Table(many) }))!);
    await page.getByLabel('Find').fill('pwned');
    await expect.poll(() => page.locator('output').textContent()).toMatch(/^100 more: /);
    expect(await page.evaluate(() => (window as { pwned?: number }).pwned)).toBeUndefined();
    expect(strangers).toEqual([]);
    expect(errors).toEqual([]);
  });
});
