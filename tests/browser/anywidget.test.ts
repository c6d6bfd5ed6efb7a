import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { chromeMissing, openPage, screenshot } from './chrome';
import { kernelMissing, labMissing, ROOT } from './lab';
import { kernelIdle, openInNotebook7, runAll, saveNotebook, writeNotebook } from './labPage';
import { openCells, openedLab } from './opened';
import { kernelConnected } from './sessions';

const widgets = existsSync(join(ROOT, '.venv', 'share', 'jupyter', 'labextensions', 'anywidget'));
const module = existsSync(join(ROOT, 'dist', 'page', 'figure.js'));
const missing =
  labMissing() ??
  kernelMissing() ??
  chromeMissing() ??
  (!widgets ? 'no anywidget in .venv (npm test installs it)' : undefined) ??
  (!module ? 'the renderer for other pages is not built (npm test builds it)' : undefined);

const DATA = `import { AnnData, categorical, DenseMatrix, embeddingView, spatialView, Table } from 'tissuebook'
const obs = new Table(['a', 'b', 'c', 'd'])
obs.set('kind', categorical(['T cell', 'B cell', 'T cell', 'B cell']))
const places = DenseMatrix.fromRows([[0, 0], [9, 0], [0, 9], [9, 9]])
const slide = new AnnData({ obs, var: new Table([]), obsm: [['spatial', places], ['X_umap', places]] })`;
const SPATIAL = `${DATA}
const view = spatialView(slide, { color: 'kind' })
view.onSelect((cells) => console.log('heard', ...slide.subset({ obs: cells }).obs.index))
view`;
const EMBEDDING = `embeddingView(slide, { color: 'kind' })`;
/** A model's training on a tissue of its own, slow enough to be steered. */
const TRAINING = `import { simulateCohort, zoo } from 'tissuebook'
const adata = simulateCohort({ patients: 1, cells: 200, seed: 1 })
await zoo.create('squint', { preset: 'tiny' }).fit(adata, { epochs: 4000 })`;

const code = (source: string) => ({ type: 'code' as const, source });

describe.skipIf(missing)(`figures without our extension${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab({ plain: true });

  it('select, tell the kernel, and are linked, in JupyterLab', async () => {
    const { page, strangers, errors } = await openCells(opened, 'plain.ipynb', [SPATIAL, EMBEDDING].map(code));
    await kernelIdle(page);
    await runAll(page, 60_000);
    expect(await page.locator('li[data-id="tissuebook-zoo"]').count()).toBe(0);
    const views = page.locator('.jp-OutputArea-output .tissuebook-View');
    await expect.poll(() => views.count(), { timeout: 30_000 }).toBe(2);
    await views.first().locator('.js-plotly-plot').waitFor();
    await select(views.first(), 'T cell');
    await expect.poll(() => printed(page)).toBe('heard a c\n');
    await views.nth(1).scrollIntoViewIfNeeded();
    await expect
      .poll(() => views.nth(1).locator('.tissuebook-View-selected').textContent())
      .toBe('2 of 4 cells selected');
    await screenshot(page, 'anywidget-lab');

    await saveNotebook(page);
    const saved = JSON.parse(readFileSync(join(opened.lab.folder, 'plain.ipynb'), 'utf8')) as {
      cells: { outputs: { data?: Record<string, string>; metadata?: Record<string, unknown> }[] }[];
    };
    const bundle = saved.cells[1]!.outputs.find(({ data }) => data?.['image/png'])!;
    expect(bundle.metadata?.['image/png']).toMatchObject({ alt: expect.stringContaining('4 cells') as string });
    expect(strangers).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('answer questions about cells: a gene or column that the figure does not hold', async () => {
    const wide = `${DATA.replace("obs.set('kind'", "obs.set('depth', [1, 2, 3, 4]); obs.set('kind'")}\nspatialView(slide, { color: 'kind' })`;
    const { page, errors } = await openCells(opened, 'ask.ipynb', [code(wide)]);
    await kernelIdle(page);
    await runAll(page, 60_000);
    const view = page.locator('.jp-OutputArea-output .tissuebook-View');
    await view.locator('.js-plotly-plot').waitFor();
    await view.locator('summary', { hasText: 'Color' }).press('Enter');
    await view.getByLabel('Gene or column').fill('depth');
    await view.getByRole('button', { name: 'Show', exact: true }).press('Enter');
    await expect
      .poll(() =>
        view
          .locator('.js-plotly-plot')
          .evaluate((node) => JSON.stringify((node as unknown as { layout: object }).layout).includes('depth')),
      )
      .toBe(true);
    expect(errors).toEqual([]);
  });

  it('steer a training, and follow it', async () => {
    const { page, errors } = await openCells(opened, 'steer.ipynb', [code(TRAINING)]);
    await kernelIdle(page);
    await page.locator('.jp-Cell .cm-content').first().click();
    await page.keyboard.press('Control+Enter');
    const view = page.locator('.jp-OutputArea-output .tissuebook-View[data-kind="curve"]').first();
    await view.locator('.js-plotly-plot').waitFor({ timeout: 60_000 });
    await view.getByRole('button', { name: 'Pause' }).click();
    await view.getByRole('button', { name: 'Resume' }).click();
    await view.getByRole('button', { name: 'Stop' }).click();
    await expect.poll(() => view.locator('.tissuebook-View-state').textContent(), { timeout: 30_000 }).toBe('Stopped');
    expect(errors).toEqual([]);
  });

  it('are there in Notebook 7', async () => {
    writeNotebook(opened.lab, 'seven.ipynb', [code(SPATIAL)]);
    const { page, strangers } = await openPage(opened.browser, opened.lab.url);
    await openInNotebook7(page, opened.lab, 'seven.ipynb');
    await page.locator('.jp-KernelName', { hasText: 'Tissuebook' }).waitFor({ timeout: 60_000 });
    await kernelConnected(opened.lab);
    await page.locator('.jp-Cell .cm-content').first().click();
    await page.keyboard.press('Control+Enter');
    const view = page.locator('.jp-OutputArea-output .tissuebook-View');
    await view.locator('.js-plotly-plot').waitFor({ timeout: 30_000 });
    await select(view, 'B cell');
    await expect.poll(() => printed(page)).toBe('heard b d\n');
    await screenshot(page, 'anywidget-notebook-7');
    expect(strangers).toEqual([]);
  });
});

describe.skipIf(missing)(`figures with our extension${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  it('bring no widget: the page has told the kernel that it shows them itself', async () => {
    const { page } = await openCells(opened, 'own.ipynb', [
      code(EMBEDDING.replace('embeddingView', `${DATA}\nembeddingView`)),
    ]);
    await kernelIdle(page);
    await runAll(page, 60_000);
    await page.locator('.tissuebook-ViewWidget .js-plotly-plot').waitFor();
    await saveNotebook(page);
    const saved = readFileSync(join(opened.lab.folder, 'own.ipynb'), 'utf8');
    expect(saved).toContain('image/png');
    expect(saved).not.toContain('application/vnd.jupyter.widget-view+json');
  });
});

async function select(view: Locator, label: string): Promise<void> {
  await view.locator('summary', { hasText: 'Selection' }).press('Enter');
  await view.getByLabel('Label', { exact: true }).selectOption(label);
  await view.getByRole('button', { name: 'Select', exact: true }).press('Enter');
}

async function printed(page: Page): Promise<string> {
  const lines = page.locator('.jp-Cell').first().locator('.jp-RenderedText', { hasText: 'heard' });
  return (await lines.allTextContents()).join('');
}
