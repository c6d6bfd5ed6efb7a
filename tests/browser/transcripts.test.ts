import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AnnData, categorical, DenseMatrix, readTranscripts, Table } from '../../src/data';
import { spatialView } from '../../src/views';
import { barriers } from './axe';
import { chromeMissing, savedBy, screenshot } from './chrome';
import { kernelMissing, labMissing } from './lab';
import { colorAt, revealDrawn } from './labPage';
import { openCells, openedLab, runCells } from './opened';

const missing = labMissing() ?? chromeMissing();

/** 40,000 transcripts of EPCAM on a grid of the left half, 0 to 200; three of CD3E on the right. */
function table(): string {
  const lines = [
    'feature_name,x_location,y_location,qv,cell_id',
    'CD3E,300,100,30,b',
    'CD3E,350,200,40,b',
    'CD3E,390,10,10,b',
    'VIM,320,50,30,b',
  ];
  for (let i = 0; i < 40_000; i++) lines.push(`EPCAM,${i % 200},${Math.floor(i / 200)},30,a`);
  return lines.join('\n');
}

const CELLS = `import { AnnData, categorical, checkTranscripts, DenseMatrix, readTranscripts, spatialView, Table } from 'tissuebook'
const transcripts = await readTranscripts('transcripts.csv', { cache: 'cache' })
const obs = new Table(['a', 'b'])
obs.set('kind', categorical(['T cell', 'B cell']))
const cells = new AnnData({ obs, var: new Table([]), obsm: [['spatial', DenseMatrix.fromRows([[0, 0], [400, 220]])]], uns: new Map([['spatial_unit', 'um']]) })
spatialView(cells, { color: 'kind', transcripts, genes: ['EPCAM'] })`;
const [blue, orange] = ['0,114,178', '230,159,0']; // prettier-ignore

const noKernel = missing ?? kernelMissing();
describe.skipIf(noKernel)(`transcripts over a tissue${noKernel ? `: ${noKernel}` : ''}`, () => {
  const opened = openedLab();

  it('are dots that become more as one zooms, of genes that are chosen in the figure', async () => {
    writeFileSync(join(opened.lab.folder, 'transcripts.csv'), table());
    const { page, errors, strangers } = await runCells(opened, 'transcripts.ipynb', [{ type: 'code', source: CELLS }]);
    const view = page.locator('.tissuebook-View').first();
    const picture = await revealDrawn(view);
    const part = view.locator('[data-part="transcripts"]');
    const row = (gene: string) => part.getByRole('row', { name: new RegExp(`^${gene}`) });
    const dots = (): Promise<number> => view.locator('.tissuebook-View-dotpanel').first().evaluate((node) => Number((node as HTMLElement).dataset['dots'])); // prettier-ignore
    const complete = (): Promise<string | null> => view.locator('.tissuebook-View-dots').getAttribute('data-missing');
    const at = async (x: number, y: number): Promise<string> => (await colorAt(view, 'dots', x, y)).slice(0, 3).join();
    // From afar a sample, which the legend says.
    await expect.poll(() => row('EPCAM').textContent()).toMatch(/^EPCAM40,000(1 in (4|16))/);
    await expect.poll(complete).toBe('0');
    expect(await dots()).toBeLessThan(20_000);

    // One more gene, by keyboard; its transcripts of low quality were left out.
    const field = part.getByLabel('One more gene');
    await field.fill('cd3');
    expect(await part.locator('option').evaluateAll((all) => all.map((option) => (option as HTMLOptionElement).value))).toEqual(['CD3E']); // prettier-ignore
    await field.press('Enter');
    await expect.poll(() => part.getByRole('status').textContent()).toBe('There are no transcripts of "cd3".');
    await field.fill('cd3e');
    await field.press('Enter');
    await expect.poll(() => row('CD3E').textContent()).toMatch(/^CD3E2all/);
    await expect.poll(() => at(300, 100)).toBe(orange);
    expect((await colorAt(view, 'dots', 390, 10))[3]).toBe(0);
    await screenshot(page, 'transcripts');
    expect(await barriers(page, '.tissuebook-View')).toEqual([]);

    // From near on, all of them.
    const middle = (axis: 'xaxis' | 'yaxis'): Promise<number> =>
      picture.evaluate((node, name) => {
        const [low, high] = (node as unknown as { layout: Record<string, { range: [number, number] }> }).layout[name]!.range; // prettier-ignore
        return (low + high) / 2;
      }, axis);
    for (let step = 0; step < 40 && (await middle('xaxis')) > 120; step++) await picture.press('ArrowLeft');
    for (let step = 0; step < 5; step++) await picture.press('+');
    await expect.poll(() => row('EPCAM').textContent(), { timeout: 20_000 }).toMatch(/^EPCAM40,000all/);
    await expect.poll(complete, { timeout: 20_000 }).toBe('0');
    // Transcripts lie at whole numbers.
    const [x, y] = [Math.round(await middle('xaxis')), Math.round(await middle('yaxis'))];
    await expect.poll(() => at(x, y)).toBe(blue);

    // Switched off and on, removed, and kept when the picture is drawn in another color.
    await part.getByRole('checkbox', { name: 'EPCAM' }).uncheck();
    await expect.poll(async () => (await colorAt(view, 'dots', x, y))[3]).toBe(0);
    await part.getByRole('checkbox', { name: 'EPCAM' }).check();
    await expect.poll(() => at(x, y)).toBe(blue);
    await part.getByRole('button', { name: 'Show CD3E no more' }).press('Enter');
    await expect.poll(() => part.getByRole('row').count()).toBe(2);
    const { text: svg } = await savedBy(page, () => view.getByRole('button', { name: 'Save as SVG' }).press('Enter'));
    expect(svg).toContain('data:image/png');
    expect([errors, strangers]).toEqual([[], []]);
  });

  it('lie in a unit that is asked once, where the data do not say it', async () => {
    const source = `import { AnnData, categorical, DenseMatrix, spatialView, Table } from 'tissuebook'
const obs = new Table(['a', 'b'])
obs.set('kind', categorical(['T cell', 'B cell']))
const cells = new AnnData({ obs, var: new Table([]), obsm: [['spatial', DenseMatrix.fromRows([[0, 0], [400, 220]])]] })
spatialView(cells, { color: 'kind' })`;
    const again = { type: 'code' as const, source: `cells.uns.get('spatial_pixel_size')` };
    const { page, errors } = await runCells(opened, 'units.ipynb', [{ type: 'code', source }, again]);
    const view = page.locator('.tissuebook-View').first();
    const picture = await revealDrawn(view);
    const part = view.locator('[data-part="unit"]');
    const title = (): Promise<string> => picture.evaluate((node) => (node as unknown as { layout: { xaxis: { title: { text: string } } } }).layout.xaxis.title.text); // prettier-ignore
    expect(await title()).toBe('x (units)');
    await part.locator('summary').press('Enter');
    const field = part.getByLabel('Micrometers in a unit of the positions');
    await field.fill('0');
    await field.press('Enter');
    await expect.poll(() => part.getByRole('status').textContent()).toMatch(/A number from 0.000001/);
    await field.fill('0.5');
    expect(await barriers(page, '.tissuebook-View')).toEqual([]);
    await field.press('Enter');
    await expect.poll(title).toBe('x (µm)');
    expect(await part.isVisible()).toBe(false);
    await page.locator('.jp-Cell').nth(1).locator('.cm-content').click();
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => page.locator('.jp-Cell').nth(1).locator('.jp-OutputArea-output').last().innerText()).toContain('0.5'); // prettier-ignore
    expect(errors).toEqual([]);
  });
});

describe.skipIf(missing)(`transcripts without their kernel${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();
  const folder = mkdtempSync(join(tmpdir(), 'transcripts-browser-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are the sample that the notebook keeps, which the figure says', async () => {
    writeFileSync(join(folder, 'transcripts.csv'), table());
    const transcripts = await readTranscripts(folder, { cache: folder });
    const obs = new Table(['a', 'b']);
    obs.set('kind', categorical(['T cell', 'B cell']));
    const adata = new AnnData({ obs, var: new Table([]), obsm: [['spatial', DenseMatrix.fromRows([[0, 0], [400, 220]])]] }); // prettier-ignore
    const bundles = [spatialView(adata, { color: 'kind', transcripts, genes: ['EPCAM', 'CD3E'] }).bundle()];
    const { page, errors } = await openCells(opened, 'kept-transcripts.ipynb', [{ type: 'code', source: '', bundles }], 'python3'); // prettier-ignore
    const view = page.locator('.tissuebook-View').first();
    const picture = await revealDrawn(view);
    const part = view.locator('[data-part="transcripts"]');
    await expect.poll(() => part.getByRole('status').textContent()).toMatch(/sample of the transcripts is shown: no kernel has the others/); // prettier-ignore
    expect(await part.getByLabel('One more gene').isVisible()).toBe(false);
    await expect.poll(async () => (await colorAt(view, 'dots', 350, 200)).slice(0, 3).join()).toBe(orange);
    for (let step = 0; step < 5; step++) await picture.press('+');
    expect(await part.getByRole('row', { name: /^EPCAM/ }).textContent()).toMatch(/^EPCAM40,0001 in 16/);
    expect(errors).toEqual([]);
  });
});
