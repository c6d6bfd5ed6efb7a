import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { BRUSH_MIME, type BrushPayload } from '../../src/protocol';
import { barriers } from './axe';
import { chromeMissing, savedBy, screenshot } from './chrome';
import { kernelMissing, labMissing } from './lab';
import { type Cell, kernelIdle, reveal, runAll, saveNotebook } from './labPage';
import { openCells, openedLab } from './opened';

const missing = labMissing() ?? kernelMissing() ?? chromeMissing();

const code = (...sources: string[]): Cell[] => sources.map((source) => ({ type: 'code', source }));
const TUMOR = code(
  `import { datasets, perturbationBrush, zoo } from 'tissuebook'
const tumour = await datasets.load('cycif-tumour')
const sets = [{ name: 'T CELLS', description: '', genes: ['CD3D', 'CD5', 'CD8A'] }]
const trained = []
for (const seed of [1, 2, 3]) {
  const model = zoo.create('cifm', { preset: 'tiny', seed, epochs: 3 })
  await model.fit(tumour, { write: false, progress: false })
  trained.push(model)
}
tumour.var.index.join(' ')`,
  `perturbationBrush(trained, tumour, { sets })`,
);
/** A hundred thousand made cells at unit density, of which a corner is trained on. */
const MANY = code(
  `import { AnnData, categorical, DenseMatrix, perturbationBrush, Random, Table, zoo } from 'tissuebook'
const random = new Random(1), cells = 100_000, genes = 20
const at = Float64Array.from({ length: 2 * cells }, () => random.uniform(0, 316))
const x = Float32Array.from({ length: cells * genes }, (_, i) => Math.max(0, random.normal(1 + Math.sin(at[2 * Math.floor(i / genes)] / 9 + i % genes), 0.5)))
const big = new AnnData({ X: new DenseMatrix(cells, genes, x), obs: new Table(Array.from({ length: cells }, (_, i) => 'c' + i), [['type', categorical(Array.from({ length: cells }, (_, i) => 'T' + Math.floor(at[2 * i] / 80)))]]), var: new Table(Array.from({ length: genes }, (_, g) => 'G' + g)), obsm: [['spatial', new DenseMatrix(cells, 2, at)]] })
const corner = big.subset({ obs: Array.from({ length: cells }, (_, i) => i).filter((i) => at[2 * i] < 50 && at[2 * i + 1] < 50) })
const cifm = zoo.create('cifm', { preset: 'tiny', seed: 1, epochs: 2 })
await cifm.fit(corner, { write: false, progress: false })
corner.nObs`,
  `perturbationBrush(cifm, big)`,
);

describe.skipIf(missing)(`the perturbation brush${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();
  const brushOf = (page: Page): Locator => page.locator('.tissuebook-Brush');
  const surfaceOf = (page: Page): Locator => page.locator('.tissuebook-Brush-surface');
  const button = (brush: Locator, name: string): Locator => brush.getByRole('button', { name, exact: true });
  const status = (brush: Locator): Promise<string> => brush.locator('.tissuebook-Brush-state').innerText();
  /** Until the newest question has its answer. */
  const settled = (brush: Locator): Promise<void> =>
    expect.poll(() => brush.locator('.tissuebook-Brush-maps').getAttribute('aria-busy')).toBe('false');
  const strokes = (brush: Locator): Promise<string[]> =>
    brush.getByLabel(/^Name of stroke/).evaluateAll((all) => all.map((input) => (input as HTMLInputElement).value));
  const asked = async (brush: Locator): Promise<number> => Number((await brush.getAttribute('data-answered')) || 0);
  const firstRow = (brush: Locator): Promise<string> => brush.locator('tbody tr').first().innerText();
  const ready = async (brush: Locator): Promise<void> => {
    await expect.poll(() => status(brush)).toMatch(/Ready|within reach/);
  };
  const open = async (name: string, cells: Cell[]) => {
    const watched = await openCells(opened, name, cells);
    await kernelIdle(watched.page);
    await runAll(watched.page, 180_000);
    const brush = brushOf(watched.page);
    await reveal(brush.locator('.tissuebook-Brush-surface'));
    await ready(brush);
    return { ...watched, brush };
  };
  /** The middle of the surface on the page. */
  const middle = async (page: Page): Promise<{ x: number; y: number }> => {
    const { x, y, width, height } = (await surfaceOf(page).boundingBox())!;
    return { x: x + width / 2, y: y + height / 2 };
  };
  /** Pixels of a canvas that are drawn in full: cells of a map lie over others that are dimmed. */
  const drawnIn = (canvas: Locator): Promise<number> =>
    canvas.evaluate((node) => {
      const { width, height } = node as HTMLCanvasElement;
      const { data } = (node as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
      let count = 0;
      for (let at = 3; at < data.length; at += 4) if (data[at] === 255) count++;
      return count;
    });
  const kept = (name: string): BrushPayload => {
    const file = JSON.parse(readFileSync(join(opened.lab.folder, name), 'utf8')) as {
      cells: { outputs?: { data?: Record<string, unknown> }[] }[];
    };
    const outputs = file.cells.flatMap((cell) => cell.outputs ?? []);
    return outputs.find(({ data }) => data?.[BRUSH_MIME])!.data![BRUSH_MIME] as BrushPayload;
  };

  it('answers while the hand moves, beside its control and plain averages; a stroke is undone, named, and becomes code that gives the same numbers', async () => {
    const { page, brush, errors, strangers } = await open('brush.ipynb', TUMOR);
    await brush.getByLabel('Genes and sets', { exact: true }).fill('T CELLS, CD45');
    await reveal(surfaceOf(page));
    const { x, y } = await middle(page);
    await page.mouse.move(x - 30, y);
    await page.mouse.down();
    await page.mouse.move(x, y + 5, { steps: 6 });
    await expect.poll(() => asked(brush), { message: 'an answer while the button is down' }).toBeGreaterThan(0);
    expect(await strokes(brush), 'no finished stroke yet').toEqual([]);
    const before = await asked(brush);
    await page.mouse.move(x + 40, y + 10, { steps: 6 });
    await expect.poll(() => asked(brush)).toBeGreaterThan(before);
    await page.mouse.up();
    await expect
      .poll(() => status(brush))
      .toMatch(
        /Simulated by 3 trainings of CI-FM: [\d,]+ cells painted, [\d,]+ within reach[^]*95% interval[^]*plain average[^]*within reach \(2 steps\); answered in \d+ ms/,
      );
    expect(await brush.locator('.tissuebook-Brush-limits').innerText()).toContain('What this cannot say');
    expect(await strokes(brush)).toEqual(['T CELLS, CD45 0%']);
    expect(await brush.locator('.tissuebook-Brush-legend').innerText()).toContain('over 3 trainings includes zero');
    for (const name of ['Matched control', 'Plain average of the neighbors']) {
      expect(await brush.locator('figcaption', { hasText: name }).isVisible()).toBe(true);
    }
    for (const canvas of await brush.locator('canvas:not([aria-hidden])').all()) {
      await expect.poll(() => drawnIn(canvas)).toBeGreaterThan(50);
    }
    await screenshot(page, 'brush');
    expect(await barriers(page, '.tissuebook-Brush')).toEqual([]);

    await brush.getByLabel('The maps show').selectOption('CD45');
    await expect.poll(() => brush.locator('.tissuebook-Brush-legend').innerText()).toContain('CD45: after less before');
    await screenshot(page, 'brush-gene');
    const saved = await savedBy(page, () => button(brush, 'Save as CSV').press('Enter'));
    expect(saved.name).toBe('perturbation.csv');
    expect(saved.text).toMatch(/^kind,name,role,change,[^\n]*\ngene,/);
    expect(saved.text).toMatch(/\nset,T CELLS,/);

    const silenced = await firstRow(brush);
    await brush.getByLabel('Dose', { exact: true }).focus();
    for (let press = 0; press < 10; press++) await page.keyboard.press('ArrowRight');
    await expect.poll(() => strokes(brush)).toEqual(['T CELLS, CD45 50%']);
    await expect.poll(() => firstRow(brush)).not.toBe(silenced);
    await brush.getByLabel('Name of stroke 1').fill('half');
    await brush.getByLabel('Name of stroke 1').press('Enter');

    await brush.getByLabel('The next stroke').press('Space');
    await brush.getByLabel('A stroke', { exact: true }).selectOption('cells');
    await brush.getByLabel('Type of the cells').selectOption('CD8 T cells');
    await reveal(surfaceOf(page));
    const again = await middle(page);
    await page.mouse.click(again.x - 60, again.y - 40);
    await expect.poll(() => strokes(brush)).toEqual(['half', '10 CD8 T cells']);
    await surfaceOf(page).press('Control+z');
    await expect.poll(() => strokes(brush)).toEqual(['half']);
    await surfaceOf(page).press('Control+Shift+Z');
    await expect.poll(() => strokes(brush)).toEqual(['half', '10 CD8 T cells']);
    await settled(brush);

    const cells = page.locator('.jp-Notebook .jp-Cell');
    await button(brush, 'Insert code').press('Enter');
    await expect.poll(() => cells.count()).toBe(3);
    await reveal(cells.nth(2));
    await cells.nth(2).locator('.cm-content').click();
    await page.keyboard.press('Control+Enter');
    await kernelIdle(page, 120_000);
    const printed = cells.nth(2).locator('.jp-OutputArea-output [data-tissuebook]').last();
    await printed.waitFor();
    await expect
      .poll(async () => {
        await saveNotebook(page);
        return kept('brush.ipynb').changes.map(({ name }) => name);
      })
      .toEqual(['half', '10 CD8 T cells']);
    // The cell shows tables as tables: the same words in the same order.
    const bare = (text: string): string => text.replace(/\s+/g, '');
    expect(bare(await printed.innerText())).toBe(bare(`Result ${kept('brush.ipynb').answer!.text}`));
    expect([errors, strangers]).toEqual([[], []]);
  });

  it('paints, changes and undoes by the keyboard alone', async () => {
    const { page, brush, errors } = await open('keys.ipynb', TUMOR);
    await surfaceOf(page).focus();
    const under = (): Promise<number> => brush.locator('.tissuebook-Brush-bar').getAttribute('data-under').then(Number);
    await page.keyboard.press('ArrowRight');
    await expect.poll(under).toBeGreaterThan(0);
    const few = await under();
    for (const key of ['+', '+', '+']) await page.keyboard.press(key);
    await expect.poll(under).toBeGreaterThan(few);
    await page.keyboard.press('-');
    await page.keyboard.down('Space');
    for (let step = 0; step < 6; step++) await page.keyboard.press('ArrowDown');
    await expect.poll(() => asked(brush), { message: 'an answer while Space is held' }).toBeGreaterThan(0);
    await page.keyboard.press('Escape');
    await page.keyboard.up('Space');
    expect(await strokes(brush), 'given up').toEqual([]);
    await page.keyboard.down('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.up('Space');
    await expect.poll(() => strokes(brush)).toHaveLength(1);
    await page.keyboard.press('PageUp');
    await page.keyboard.press('PageUp');
    await page.keyboard.press('Space');
    await expect.poll(() => strokes(brush)).toHaveLength(2);
    await settled(brush);
    await page.keyboard.press('Home');
    await screenshot(page, 'brush-keys');
    await page.keyboard.press('Control+z');
    await expect.poll(() => strokes(brush)).toHaveLength(1);
    await page.keyboard.press('Control+z');
    await expect.poll(() => strokes(brush)).toHaveLength(0);
    await expect.poll(() => brush.locator('.tissuebook-Brush-answer').isVisible()).toBe(false);
    expect(errors).toEqual([]);
  });

  it('finds its strokes again after a reload in the middle of one, and says so when the kernel is killed in the middle', async () => {
    const { page, brush } = await open('cut.ipynb', [...TUMOR, ...code('process.pid')]);
    const pid = Number(await page.locator('.jp-Notebook .jp-Cell').last().locator('.jp-OutputArea-output').innerText());
    await surfaceOf(page).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await settled(brush);
    const answered = await firstRow(brush);
    await expect
      .poll(async () => {
        await saveNotebook(page);
        return kept('cut.ipynb').changes.length;
      })
      .toBe(1);

    const { x, y } = await middle(page);
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 30, y, { steps: 4 });
    await page.reload();
    await reveal(surfaceOf(page));
    await ready(brush);
    expect(await strokes(brush), 'the unfinished stroke is gone').toHaveLength(1);
    expect(await firstRow(brush)).toBe(answered);
    await surfaceOf(page).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await expect.poll(() => strokes(brush)).toHaveLength(2);
    await expect.poll(() => firstRow(brush)).not.toBe(answered);

    await page.keyboard.down('Space');
    await page.keyboard.press('ArrowDown');
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => status(brush), { timeout: 60_000 }).toMatch(/No kernel (knows|answers)/);
    await page.keyboard.up('Space');
    expect(await strokes(brush), 'finished strokes stay, the other one is given up').toHaveLength(2);
    await page.keyboard.press('Space');
    expect(await strokes(brush), 'nothing is painted without a kernel').toHaveLength(2);
    expect(await brush.locator('details code').textContent()).toContain('perturbCells(trained, tumour, {');
  });

  it('answers on a hundred thousand cells from what is within reach alone', async () => {
    const { page, brush, errors } = await open('many.ipynb', MANY);
    const { x, y } = await middle(page);
    for (let zoom = 0; zoom < 5; zoom++) await button(brush, 'Zoom in').press('Enter');
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 50, y + 20, { steps: 10 });
    await expect.poll(() => asked(brush)).toBeGreaterThan(0);
    await page.mouse.up();
    await settled(brush);
    const [, reached] = /([\d,]+) within reach/.exec(await status(brush))!;
    expect(Number(reached!.replace(',', ''))).toBeLessThan(2000);
    expect(await brush.locator('.tissuebook-Brush-legend').innerText()).toContain('One training: there is no interval');
    await screenshot(page, 'brush-many');
    expect(errors).toEqual([]);
  });
});
