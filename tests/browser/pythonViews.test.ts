import { existsSync } from 'node:fs';
import { join } from 'node:path';
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

describe.skipIf(missing)(`figures of Python${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab({ plain: true });

  it('select, tell Python, and are linked', async () => {
    const { page, strangers, errors } = await openCells(opened, 'python.ipynb', CELLS, 'python3');
    await kernelIdle(page);
    await runAll(page, 120_000);
    await screenshot(page, 'python-views-ran');
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
});
