import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { chromeMissing, screenshot } from './chrome';
import { labMissing, ROOT } from './lab';
import { kernelIdle, runAll } from './labPage';
import { openCells, openedLab } from './opened';

const ipykernel = existsSync(join(ROOT, '.venv', 'share', 'jupyter', 'kernels', 'python3', 'kernel.json'));
const module = existsSync(join(ROOT, 'dist', 'page', 'figure.js'));
const missing =
  labMissing() ??
  chromeMissing() ??
  (!ipykernel ? 'no ipykernel in .venv (npm test installs it)' : undefined) ??
  (!module ? 'the renderer for other pages is not built (npm test builds it)' : undefined);

const CELLS = [
  `import anndata, numpy, pandas, tissuebook
obs = pandas.DataFrame({"kind": pandas.Categorical(["T cell", "B cell", "T cell", "B cell"])}, index=list("abcd"))
places = numpy.array([[0.0, 0], [9, 0], [0, 9], [9, 9]])
adata = anndata.AnnData(numpy.eye(4, dtype="float32"), obs=obs, obsm={"spatial": places, "X_umap": places})
view = tissuebook.spatial_view(adata, color="kind")
chosen = []
view.on_select(lambda cells: chosen.append(list(adata.obs_names[cells])))
view`,
  `tissuebook.embedding_view(adata, color="kind")`,
  `chosen`,
].map((source) => ({ type: 'code' as const, source }));

const TRAINING = [
  `import anndata, numpy, tissuebook
random = numpy.random.default_rng(0)
adata = anndata.AnnData(random.poisson(2.0, (200, 8)).astype("float32"), obsm={"spatial": random.uniform(0, 500, (200, 2))})
tissuebook.zoo.create("squint", preset="tiny").fit(adata, epochs=100000, watch={"every": 0.5})`,
  `"squint_token" in adata.obs`,
].map((source) => ({ type: 'code' as const, source }));

describe.skipIf(missing)(`figures of Python${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab({ plain: true });

  it('select, tell Python, and are linked', async () => {
    const { page, strangers, errors } = await openCells(opened, 'python.ipynb', CELLS, 'python3');
    await kernelIdle(page);
    await runAll(page, 120_000);
    const views = page.locator('.jp-OutputArea-output .tissuebook-View');
    await expect.poll(() => views.count(), { timeout: 60_000 }).toBe(2);
    await views.first().locator('.js-plotly-plot').waitFor();
    await views.first().locator('summary', { hasText: 'Selection' }).press('Enter');
    await views.first().getByLabel('Label', { exact: true }).selectOption('T cell');
    await views.first().getByRole('button', { name: 'Select', exact: true }).press('Enter');
    await views.nth(1).scrollIntoViewIfNeeded();
    await expect
      .poll(() => views.nth(1).locator('.tissuebook-View-selected').textContent())
      .toBe('2 of 4 cells selected');
    await screenshot(page, 'python-views');
    await page.locator('.jp-Cell .cm-content').last().click();
    await page.keyboard.press('Control+Enter');
    const last = page.locator('.jp-Cell').last().locator('.jp-OutputArea-output');
    await last.filter({ hasText: "[['a', 'c']]" }).waitFor();
    expect(strangers).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('follow a training while its cell runs, which an interrupt ends with what was learned', async () => {
    const { page, errors } = await openCells(opened, 'pythonTraining.ipynb', TRAINING, 'python3');
    await kernelIdle(page);
    await runCell(page, 0);
    const view = page.locator('.jp-OutputArea-output .tissuebook-View[data-kind="curve"]').first();
    await view.locator('.js-plotly-plot').waitFor({ timeout: 90_000 });
    await expect
      .poll(() => view.locator('.tissuebook-View-progress').textContent(), { timeout: 90_000 })
      .toMatch(/[1-9]\d* of 100000/);
    // Its map is colored anew too. Python hears no page while a cell runs, which the map says.
    const map = page.locator('.jp-OutputArea-output .tissuebook-View[data-kind="spatial"]').first();
    const frame = map.locator('.tissuebook-Watch-frame');
    await expect.poll(() => frame.textContent(), { timeout: 90_000 }).toMatch(/^(\d+) of \1: step [1-9]/);
    await expect
      .poll(() => map.locator('.tissuebook-Watch-words').textContent())
      .toMatch(/can be watched, not steered/);
    await screenshot(page, 'python-training');
    await page.keyboard.press('Escape');
    await page.keyboard.press('i');
    await page.keyboard.press('i');
    await page.locator('.jp-OutputArea-output', { hasText: 'KeyboardInterrupt' }).first().waitFor();
    await expect.poll(() => view.locator('.tissuebook-View-state').textContent(), { timeout: 30_000 }).toBe('Stopped');
    await runCell(page, 1);
    await page.locator('.jp-Cell').nth(1).locator('.jp-OutputArea-output', { hasText: 'True' }).waitFor();
    expect(errors).toEqual([]);
  });
});

/** Runs a cell by keyboard. */
async function runCell(page: Page, place: number): Promise<void> {
  await page.locator('.jp-Cell .cm-content').nth(place).click();
  await page.keyboard.press('Control+Enter');
}
