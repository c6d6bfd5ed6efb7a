import { describe, expect, it } from 'vitest';
import { chromeMissing, openPage, screenshot } from './chrome';
import { kernelMissing, labMissing } from './lab';
import { kernelIdle, openLauncher, reveal, runAll, searchPalette } from './labPage';
import { openedLab } from './opened';
import { sessionsOf } from './sessions';

const missing = labMissing() ?? kernelMissing() ?? chromeMissing();

/** The notebooks to begin with: a line of their code, and what their last cell shows. */
const TEMPLATES = [
  { name: 'Tissuebook', holds: "datasets.load('cycif-tumour')", shows: '.tissuebook-View[data-kind="spatial"]' },
  { name: 'What if?', holds: 'perturbationWidget(squint, tumour)', shows: '.tissuebook-Perturbation' },
  { name: 'Cohort', holds: 'stratify(squint, cohort', shows: '.tissuebook-View[data-kind="bars"]' },
];

describe.skipIf(missing)(`the launcher${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  it.each(TEMPLATES)('opens $name with our kernel, and its cells run', { timeout: 600_000 }, async (template) => {
    const { page, strangers, errors } = await openPage(opened.browser, opened.lab.url);
    await openLauncher(page, opened.lab);
    await page
      .locator('.jp-LauncherCard[data-category="Tissuebook"]')
      .getByText(template.name, { exact: true })
      .click();
    await page.locator('.jp-Notebook .jp-Cell').nth(3).waitFor();
    await kernelIdle(page);
    await expect.poll(() => page.locator('.jp-KernelName').first().textContent()).toMatch(/Tissuebook/);
    expect(await page.locator('.jp-Notebook').textContent()).toContain(template.holds);
    await screenshot(page, `new-notebook-${template.name.replaceAll(/\W/g, '')}`);
    await runAll(page, 500_000);
    await reveal(page.locator(template.shows));
    await page.locator(template.shows).locator('.js-plotly-plot').first().waitFor();
    expect(await page.locator('[data-mime-type="application/vnd.jupyter.error"]').allTextContents()).toEqual([]);
    // It lies where the launcher was opened, so that its kernel ends with the test.
    expect(await sessionsOf(opened.lab)).toHaveLength(1);
    expect([strangers, errors]).toEqual([[], []]);
  });

  it('has its notebooks on cards, and its commands in the palette', async () => {
    const { page, strangers, errors } = await openPage(opened.browser, opened.lab.url);
    await openLauncher(page, opened.lab);
    const cards = page.locator('.jp-LauncherCard[data-category="Tissuebook"]');
    await cards.first().waitFor();
    expect(await cards.locator('.jp-LauncherCard-label').allTextContents()).toEqual(TEMPLATES.map(({ name }) => name));
    await screenshot(page, 'launcher');
    await searchPalette(page, 'Tissuebook', 'New Tissuebook Notebook');
    const items = page.locator('.lm-CommandPalette-itemLabel');
    await expect
      .poll(() => items.allTextContents())
      .toEqual(
        expect.arrayContaining([
          'New Tissuebook Notebook',
          'New Tissuebook Notebook: What if?',
          'New Tissuebook Notebook: Cohort',
          'Open Model Zoo',
          'Open Pipeline',
          'Insert SQUINT',
        ]),
      );
    expect([strangers, errors]).toEqual([[], []]);
  });

  it('has its commands in the menus', async () => {
    const { page } = await openPage(opened.browser, opened.lab.url);
    await openLauncher(page, opened.lab);
    await page.getByRole('menuitem', { name: 'View', exact: true }).click();
    await page.locator('.lm-Menu').getByRole('menuitem', { name: 'Open Pipeline', exact: true }).click();
    await page.locator('#tissuebook-pipeline').waitFor();
    await expect
      .poll(() => page.locator('.tissuebook-Pipeline-summary').textContent())
      .toBe('Open a notebook to see its pipeline.');
    await page.getByRole('menuitem', { name: 'File', exact: true }).click();
    await page.locator('.lm-Menu-itemLabel', { hasText: /^New$/ }).hover();
    await page.locator('.lm-Menu-itemLabel', { hasText: /^Tissuebook Notebook$/ }).waitFor();
  });
});
