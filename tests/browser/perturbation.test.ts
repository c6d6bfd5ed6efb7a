import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { barriers } from './axe';
import { chromeMissing, screenshot } from './chrome';
import { kernelMissing, labMissing } from './lab';
import { type Cell, kernelIdle, reveal, runAll, saveNotebook } from './labPage';
import { openCells, openedLab } from './opened';

const missing = labMissing() ?? kernelMissing() ?? chromeMissing();

const CELLS: Cell[] = [
  `import { datasets, perturbationWidget, zoo } from 'tissuebook'
const tumour = await datasets.load('cycif-tumour')
const squint = zoo.create('squint', { preset: 'tiny', seed: 7 })
String(await squint.fit(tumour, { epochs: 2 }))`,
  `perturbationWidget(squint, tumour)`,
].map((source) => ({ type: 'code', source }));

describe.skipIf(missing)(`the perturbation widget${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  const widgetOf = (page: Page): Locator => page.locator('.tissuebook-Perturbation');
  const button = (widget: Locator, name: string): Locator => widget.getByRole('button', { name, exact: true });
  /** A key on a button that is not enabled does nothing, and this one is enabled once the kernel has answered. */
  const askModel = async (widget: Locator): Promise<void> => {
    const ask = button(widget, 'Ask the model');
    await expect.poll(() => ask.isEnabled()).toBe(true);
    await ask.press('Enter');
  };
  const answerText = (widget: Locator): Promise<string | null> =>
    widget.locator('.tissuebook-Perturbation-text').textContent({ timeout: 120_000 });
  const select = async (widget: Locator, label: string): Promise<void> => {
    await widget.locator('summary', { hasText: 'Selection' }).first().press('Enter');
    await widget.getByLabel('Label', { exact: true }).first().selectOption(label);
    await button(widget, 'Select').first().press('Enter');
  };
  const open = async (name: string, cells = CELLS): Promise<{ page: Page; errors: string[]; strangers: string[] }> => {
    const watched = await openCells(opened, name, cells);
    await kernelIdle(watched.page);
    return watched;
  };

  it('marks cells, asks the model, shows the answer on the tissue, and its code gives the same answer', async () => {
    const { page, errors, strangers } = await open('what-if.ipynb');
    await runAll(page, 180_000);
    const widget = widgetOf(page);
    await reveal(widget);
    await widget.getByLabel('Change', { exact: true }).selectOption('replace');
    await askModel(widget);
    expect(await widget.getByRole('alert').last().textContent()).toMatch(/Choose one type/);

    await select(widget, 'Tumor CD45- CD30+');
    await expect.poll(() => widget.locator('fieldset', { hasText: 'Where' }).textContent()).toContain('(1,169 cells)');
    expect(await widget.getByLabel(/In the cells that are selected/).isChecked()).toBe(true);
    await widget.getByRole('checkbox', { name: 'Tumor CD45- CD30+', exact: true }).press('Space');
    await widget.getByLabel('Mean of', { exact: true }).selectOption('ASMA+ cells');
    await widget.getByLabel('Seeds', { exact: true }).fill('0');
    await screenshot(page, 'perturbation-form');
    await askModel(widget);

    const said = await answerText(widget);
    expect(said).toMatch(/1,?169 cells/);
    const answer = widget.locator('.tissuebook-Perturbation-answer');
    const kinds = (): Promise<(string | undefined)[]> =>
      answer.locator('.tissuebook-View').evaluateAll((all) => all.map((node) => (node as HTMLElement).dataset['kind']));
    await expect.poll(kinds).toEqual(['spatial', 'spatial', 'bars', 'heatmap']);
    await reveal(answer.locator('.tissuebook-View').first());
    await answer.locator('.js-plotly-plot').first().waitFor();
    await screenshot(page, 'perturbation-answer');
    expect(await barriers(page, '.tissuebook-Perturbation')).toEqual([]);

    const code = await answer.locator('details code').textContent();
    expect(code).toContain('perturb(squint, tumour, {');
    expect(code).toContain("labels: ['Tumor CD45- CD30+']");
    await button(widget, 'Insert this code').press('Enter');
    const cells = page.locator('.jp-Notebook .jp-Cell');
    await expect.poll(() => cells.count()).toBe(3);
    await reveal(cells.nth(2));
    await cells.nth(2).locator('.cm-content').click();
    await page.keyboard.press('Control+Enter');
    await kernelIdle(page, 120_000);
    const printed = cells.nth(2).locator('.jp-OutputArea-output [data-tissuebook]').last();
    // The cell shows tables as tables: the same words in the same order.
    const bare = (text: string): string => text.replace(/\s+/g, '');
    await expect.poll(() => printed.innerText().then(bare)).toBe(bare(`Result ${said!}`));
    expect([errors, strangers]).toEqual([[], []]);
  });

  it('puts cells in at the places of selected cells, and at no place that it cannot read', async () => {
    const { page, errors } = await open('places.ipynb');
    await runAll(page, 180_000);
    const widget = widgetOf(page);
    await reveal(widget);
    await widget.getByLabel('Change', { exact: true }).selectOption('inject');
    await widget.getByRole('checkbox', { name: 'CD8 T cells', exact: true }).press('Space');
    await widget.getByLabel('Seeds', { exact: true }).fill('0');
    const [places, take] = [
      widget.getByLabel('At these places'),
      button(widget, 'Take the places of the selected cells'),
    ];
    await places.fill('400, 500; 7');
    await askModel(widget);
    expect(await widget.getByRole('alert').last().textContent()).toMatch(/two numbers each/);
    expect(await widget.getByLabel('How many').isVisible()).toBe(false);
    await select(widget, 'Tumor CD45- CD30+');
    await take.press('Enter');
    await expect.poll(() => widget.textContent()).toContain('Select 1 to 200 cells first; 1,169 are selected.');
    expect(await places.inputValue()).toBe('400, 500; 7');

    await widget.getByLabel('Label', { exact: true }).first().selectOption('Myeloid Lineage');
    await button(widget, 'Select').first().press('Enter');
    await take.press('Enter');
    await expect.poll(async () => (await places.inputValue()).split(';').length).toBe(5);
    await widget.getByLabel('Everywhere').press('Space');
    await screenshot(page, 'perturbation-places');
    await askModel(widget);
    expect(await answerText(widget)).toMatch(/CD8 T cells/);
    const code = await widget.locator('.tissuebook-Perturbation-answer details code').textContent();
    const typed = (await places.inputValue()).split('; ').map((place) => place.split(', ').map(Number));
    for (const [x, y] of typed) expect(code).toMatch(new RegExp(`\\[\\s*${x},\\s*${y}\\s*\\]`));
    expect(await barriers(page, '.tissuebook-Perturbation')).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('stops, and answers with the runs that are done', async () => {
    const { page } = await open('stopped.ipynb');
    await runAll(page, 180_000);
    const widget = widgetOf(page);
    await reveal(widget);
    // Two hundred runs take minutes; stopped, the widget answers with those that are done.
    await widget.getByLabel('Change', { exact: true }).selectOption('inject');
    await widget.getByRole('checkbox', { name: 'CD8 T cells', exact: true }).press('Space');
    await widget.getByLabel('Seeds', { exact: true }).fill(Array.from({ length: 200 }, (_, seed) => seed).join(', '));
    await askModel(widget);
    await expect
      .poll(() => widget.locator('progress:visible').evaluate((bar) => (bar as HTMLProgressElement).value))
      .toBeGreaterThan(6);
    await button(widget, 'Stop').press('Enter');
    await expect.poll(() => answerText(widget)).toMatch(/intervals over (?!200 )\d+ draws/);
  });

  it('keeps its answer in the notebook, finds the kernel again after a reload, and says when none knows it', async () => {
    const { page } = await open('kept.ipynb');
    await runAll(page, 180_000);
    const widget = widgetOf(page);
    await reveal(widget);
    await widget.getByLabel('Change', { exact: true }).selectOption('knockOut');
    await widget.getByLabel('Gene or protein', { exact: true }).fill('no such protein');
    await askModel(widget);
    await expect.poll(() => widget.getByRole('alert').last().textContent()).toMatch(/no such protein/);
    await widget.getByLabel('Gene or protein', { exact: true }).fill('CD45');
    await askModel(widget);
    const said = await answerText(widget);
    expect(said).toMatch(/CD45/);
    await saveNotebook(page);

    await page.reload();
    await reveal(widget);
    expect(await answerText(widget)).toBe(said);
    await expect.poll(() => button(widget, 'Ask the model').isEnabled()).toBe(true);
    await page.getByRole('menuitem', { name: 'Kernel', exact: true }).click();
    await page
      .locator('.lm-Menu')
      .getByRole('menuitem', { name: /^Shut Down Kernel/ })
      .first()
      .click();
    await expect
      .poll(() => widget.locator('.tissuebook-Perturbation-run').textContent())
      .toMatch(/No kernel knows this/);
    expect(await button(widget, 'Ask the model').isEnabled()).toBe(false);
    expect(await answerText(widget)).toBe(said);
  });
});
