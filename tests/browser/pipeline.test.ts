import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { barriers } from './axe';
import { chromeMissing, screenshot } from './chrome';
import { kernelMissing, labMissing } from './lab';
import { type Cell, kernelIdle, runAll, runFromPalette, saveNotebook } from './labPage';
import { openCells, openedLab } from './opened';

const missing = labMissing() ?? kernelMissing() ?? chromeMissing();

const CELLS: Cell[] = [
  `import { asinh, datasets, compositionView, spatialView } from 'tissuebook'
const tumour = await datasets.load('cycif-tumour')`,
  `spatialView(tumour, { color: 'phenotype' })`,
  `const scaled = asinh(tumour, { cofactor: 150 })`,
  `spatialView(scaled, { color: 'phenotype' })`,
  `const year = 2026`,
].map((source) => ({ type: 'code', source }));

describe.skipIf(missing)(`the pipeline panel${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  const nodes = (page: Page): Locator => page.locator('.tissuebook-Pipeline-node');
  const titles = (page: Page): Promise<string[]> => page.locator('.tissuebook-Pipeline-title').allTextContents();
  const statuses = (page: Page): Promise<string[]> =>
    nodes(page).evaluateAll((all) => all.map((node) => (node as HTMLElement).dataset['status']!));
  const kernelMenu = async (page: Page, item: RegExp): Promise<void> => {
    await page.getByRole('menuitem', { name: 'Kernel', exact: true }).click();
    await page.locator('.lm-Menu').getByRole('menuitem', { name: item }).first().click();
  };
  const open = async (name: string): Promise<Page> => {
    const { page } = await openCells(opened, name, CELLS);
    await kernelIdle(page);
    await runFromPalette(page, 'Open Pipeline');
    await expect.poll(() => titles(page)).toEqual(['datasets.load', 'spatialView', 'asinh', 'spatialView']);
    return page;
  };

  it('shows the cells as a graph, goes to them, and runs one with what depends on it, by keyboard', async () => {
    const page = await open('pipeline.ipynb');
    expect(await statuses(page)).toEqual(['never', 'never', 'never', 'never']);
    expect(await page.locator('.tissuebook-Pipeline-lines polyline').count()).toBe(3);
    await runAll(page, 120_000);
    await expect.poll(() => statuses(page)).toEqual(['done', 'done', 'done', 'done']);
    expect(await nodes(page).first().textContent()).toMatch(/up to date, [\d.]+ (ms|s)$/);
    await screenshot(page, 'pipeline');
    await expect.poll(() => page.locator('.tissuebook-EngineItem').textContent()).toMatch(/\d (MB|GB)$/);

    // Going to a cell: the notebook has the keyboard, and what is typed changes the cell.
    await nodes(page).nth(2).press('Enter');
    const cell = page.locator('.jp-Notebook .jp-Cell').nth(2);
    await cell.and(page.locator(':focus')).waitFor();
    expect(await cell.locator('.cm-content').textContent()).toBe(CELLS[2]!.source);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' // again');
    await expect.poll(() => statuses(page)).toEqual(['done', 'done', 'stale', 'stale']);
    expect(await page.locator('.tissuebook-Pipeline-details').textContent()).toContain('changed after it ran');
    await screenshot(page, 'pipeline-stale');

    const run = page.getByRole('button', { name: 'Run this and what depends on it (2 cells)' });
    await run.press('Enter');
    await expect.poll(() => statuses(page)).toEqual(['done', 'done', 'done', 'done']);
    expect(await barriers(page, '#tissuebook-pipeline')).toEqual([]);
  });

  it('notices what ran later, knows all that after a reload, and forgets it with the kernel', async () => {
    const page = await open('reload.ipynb');
    await runAll(page, 120_000);
    await expect.poll(() => statuses(page)).toEqual(['done', 'done', 'done', 'done']);
    await nodes(page).nth(2).press('Enter');
    await page.locator('.jp-Notebook .jp-Cell').nth(2).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => statuses(page)).toEqual(['done', 'done', 'done', 'stale']);
    await saveNotebook(page);
    await page.reload();
    await page.locator('.jp-Notebook .jp-Cell').first().waitFor({ timeout: 60_000 });
    await kernelIdle(page);
    await runFromPalette(page, 'Open Pipeline');
    await expect.poll(() => statuses(page)).toEqual(['done', 'done', 'done', 'stale']);
    await page.getByRole('button', { name: 'Run what is not up to date' }).press('Enter');
    await expect.poll(() => statuses(page)).toEqual(['done', 'done', 'done', 'done']);

    await kernelMenu(page, /^Restart Kernel…/);
    await page.locator('.jp-Dialog').getByRole('button', { name: 'Confirm Kernel Restart' }).press('Enter');
    await expect.poll(() => statuses(page)).toEqual(['earlier', 'earlier', 'earlier', 'earlier']);
  });

  it('stands as a list, follows the notebook that is in front, and reads one without a kernel', async () => {
    const page = await open('list.ipynb');
    await page.getByRole('button', { name: 'As a graph' }).press('Enter');
    await expect.poll(() => page.locator('.tissuebook-Pipeline-lines').count()).toBe(0);
    await nodes(page).first().focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.locator('.tissuebook-Pipeline-details h3').textContent()).toBe('spatialView');
    await screenshot(page, 'pipeline-list');
    expect(await barriers(page, '#tissuebook-pipeline')).toEqual([]);
    await kernelMenu(page, /^Shut Down Kernel/);
    await expect
      .poll(() => page.locator('.tissuebook-Pipeline-summary').textContent())
      .toMatch(/^4 cells, 4 not up to date\. No kernel runs/);
    expect(await page.getByRole('button', { name: 'Run what is not up to date' }).isDisabled()).toBe(true);
  });
});
