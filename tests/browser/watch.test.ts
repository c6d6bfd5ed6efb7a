import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { pictureBundle } from '../../src/views/pictureBundle';
import { barriers } from './axe';
import { chromeMissing, screenshot } from './chrome';
import { keptTraining } from './keptTraining';
import { kernelMissing, labMissing } from './lab';
import { kernelIdle, placeOfPoint, reveal } from './labPage';
import { openCells, openedLab } from './opened';

const missing = labMissing() ?? kernelMissing() ?? chromeMissing();

/** Trains on a third of the tumour of the walkthroughs until somebody ends it; smaller data have more frames a second. */
const TRAIN = `import { datasets, zoo } from 'tissuebook'
console.log('process', process.pid)
const whole = await datasets.load('cycif-tumour')
const tumour = whole.subset({ obs: Int32Array.from({ length: 1000 }, (_, cell) => cell) })
const squint = zoo.create('squint', { preset: 'tiny', seed: 4 })
const heldOut = Array.from({ length: 30 }, (_, cell) => cell)
await squint.fit(tumour, { epochs: 100000, heldOut, write: false, watch: { every: 1 } })
console.log('marked', squint.steering?.interventions.map(({ kind }) => kind).join())`;

/** Trains on a hundred thousand made cells until somebody ends it. */
const MANY = `import { AnnData, DenseMatrix, Random, Table, zoo } from 'tissuebook'
const random = new Random(1), cells = 100_000, genes = 12
const at = Float64Array.from({ length: 2 * cells }, () => random.uniform(0, 20 * 316))
const x = Float32Array.from({ length: cells * genes }, (_, e) => Math.floor(random.uniform(0, 1) ** 3 * (2 + e % genes + at[2 * Math.floor(e / genes)] / 1000)))
const named = (letter: string, count: number) => new Table(Array.from({ length: count }, (_, i) => letter + i))
const big = new AnnData({ X: new DenseMatrix(cells, genes, x), obs: named('c', cells), var: named('G', genes), obsm: [['spatial', new DenseMatrix(cells, 2, at)]] })
const squint = zoo.create('squint', { preset: 'tiny', seed: 4 })
await squint.fit(big, { epochs: 100000, write: false, watch: { every: 2 } })
console.log('marked', squint.steering?.interventions.map(({ kind }) => kind).join())`;

/** Which frame is on show, and how many there are. */
const framesOf = async (map: Locator): Promise<{ at: number; of: number }> => {
  const text = (await map.locator('.tissuebook-Watch-frame').textContent()) ?? '';
  const [, at = '0', of = '0'] = /^(\d+) of (\d+):/.exec(text) ?? [];
  return { at: Number(at), of: Number(of) };
};
const manyFrames = (map: Locator, most = 2): Promise<void> =>
  expect.poll(async () => (await framesOf(map)).of, { timeout: 90_000 }).toBeGreaterThan(most);

/** How many points of each label the drawn picture has. */
const countsOf = (map: Locator): Promise<string> =>
  map.locator('.tissuebook-View-picture.js-plotly-plot').evaluate((node) => {
    const { data } = node as unknown as { data: { name: string; x: ArrayLike<number> }[] };
    return data.map(({ name, x }) => `${name}: ${x?.length}`).join();
  });

const slider = (map: Locator): Locator => map.getByRole('slider', { name: 'Frame' });
const button = (map: Locator, name: string): Locator => map.getByRole('button', { name, exact: true });
const steered = (map: Locator): Promise<string[]> => map.locator('.tissuebook-Watch-done li').allTextContents();
const words = (map: Locator): Promise<string | null> => map.locator('.tissuebook-Watch-words').textContent();
const stepOf = async (map: Locator): Promise<number> =>
  Number(/Step ([\d,]+) of/.exec((await words(map)) ?? '')?.[1]?.replaceAll(',', ''));

/** Selects the cells of an area of the tissue with the lasso. */
async function lasso(page: Page, map: Locator, [left, top, right, bottom]: number[]): Promise<void> {
  const picture = map.locator('.tissuebook-View-picture.js-plotly-plot');
  await reveal(picture);
  await button(map, 'Select cells with a lasso').click();
  const around: [number, number][] = [
    [left!, top!],
    [right!, top!],
    [right!, bottom!],
    [left!, bottom!],
  ];
  const points = await Promise.all(around.map(([x, y]) => placeOfPoint(picture, x, y)));
  const corner = (await picture.boundingBox())!;
  await page.mouse.move(corner.x + points[0]!.x, corner.y + points[0]!.y);
  await page.mouse.down();
  for (const { x, y } of points.slice(1)) await page.mouse.move(corner.x + x, corner.y + y, { steps: 4 });
  await page.mouse.up();
}

describe.skipIf(missing)(`a training that is watched${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  const start = async (
    name: string,
    source = TRAIN,
  ): Promise<{ page: Page; map: Locator; strangers: string[]; errors: string[] }> => {
    const opening = await openCells(opened, name, [{ type: 'code', source }]);
    const { page } = opening;
    await kernelIdle(page);
    await page.locator('.jp-Notebook .jp-Cell').first().click();
    await page.keyboard.press('Shift+Enter');
    const map = page.locator('.tissuebook-View[data-kind="spatial"]');
    await map.locator('.tissuebook-Watch').waitFor({ timeout: 90_000 });
    await manyFrames(map);
    return { ...opening, map };
  };

  it('colors its tissue anew, is gone through by keyboard, and is steered by cells that are selected', async () => {
    const { page, map, strangers, errors } = await start('watch.ipynb');
    await slider(map).press('Home');
    expect((await framesOf(map)).at).toBe(1);
    const first = await countsOf(map);
    await slider(map).press('ArrowRight');
    expect((await framesOf(map)).at).toBe(2);
    await expect.poll(() => countsOf(map)).not.toBe(first);
    expect(await slider(map).getAttribute('aria-valuetext')).toMatch(/^2 of \d+: step \d+, epoch \d+$/);
    const step = await stepOf(map);
    await expect.poll(() => stepOf(map)).toBeGreaterThan(step);
    // A frame that is looked at stays while others come.
    expect((await framesOf(map)).at).toBe(2);
    await button(map, 'Latest').press('Enter');
    expect((await framesOf(map)).at).toBeGreaterThan(2);
    expect(await map.getByRole('status').filter({ hasText: /loss/ }).count()).toBe(1);

    expect(await button(map, 'Hold this out').isDisabled()).toBe(true);
    await lasso(page, map, [250, 300, 420, 600]);
    await button(map, 'Hold this out').press('Enter');
    const form = map.locator('.tissuebook-Watch-form');
    expect(await form.textContent()).toMatch(/\d+ cells are taken out of the training .* for good.*marked as steered/);
    await reveal(map.locator('.tissuebook-Watch'));
    await screenshot(page, 'watch-hold-out');
    expect(await barriers(page, '.tissuebook-View')).toEqual([]);
    await button(map, 'Do it').press('Enter');
    await expect.poll(() => steered(map)).toEqual([expect.stringMatching(/cells were held out from step \d+ on/)]);

    // By keyboard alone; the lasso has opened the form. What was held out from the start is a test, and is not to steer.
    await map.getByLabel('Label', { exact: true }).selectOption('not labeled');
    await button(map, 'Select').press('Enter');
    await button(map, 'Look here more').press('Enter');
    await map.getByLabel('Times, from 1 to 100').press('Enter');
    await expect
      .poll(() => map.getByRole('alert').textContent())
      .toMatch(/30 of these cells were held out from the start/);
    await screenshot(page, 'watch-refused');

    await map.getByLabel('Colored by', { exact: true }).selectOption('Error by cell');
    await expect.poll(() => map.locator('.tissuebook-Legend-title').first().textContent()).toBe('error');
    await page.locator('.tissuebook-View[data-kind="curve"]').getByRole('button', { name: 'Stop' }).press('Enter');
    await expect.poll(() => words(map)).toMatch(/^The training ended after step/);
    const printed = page.locator('.jp-RenderedText', { hasText: 'marked' });
    await expect.poll(() => printed.textContent()).toMatch(/marked hold-out\n/);
    expect(await button(map, 'Hold this out').isVisible()).toBe(false);
    expect((await framesOf(map)).of).toBeGreaterThan(0);
    expect([strangers, errors]).toEqual([[], []]);
  });

  it('is found again after a reload, and says when its kernel is gone', async () => {
    const { page, map } = await start('again.ipynb');
    // A notebook whose outputs change all the time is never clean.
    await page.keyboard.press('Control+s');
    const saved = (): string => readFileSync(join(opened.lab.folder, 'again.ipynb'), 'utf8');
    await expect.poll(saved).toMatch(/"seen": [1-9]/);
    await page.reload();
    await map.locator('.tissuebook-Watch').waitFor({ timeout: 90_000 });
    const { of } = await framesOf(map);
    await manyFrames(map, of);
    await reveal(map.locator('.tissuebook-Watch'));
    const text = (await page.locator('.jp-RenderedText', { hasText: 'process' }).textContent())!;
    process.kill(Number(/process (\d+)/.exec(text)![1]), 'SIGKILL');
    await expect.poll(() => words(map), { timeout: 60_000 }).toMatch(/^No kernel knows this training any more/);
    // JupyterLab says itself that a kernel has died, and takes the keyboard for that.
    await page.locator('.jp-Dialog').getByRole('button', { name: 'Ok' }).click();
    const kept = (await framesOf(map)).of;
    expect(kept).toBeGreaterThanOrEqual(of);
    await slider(map).press('Home');
    expect(await framesOf(map)).toEqual({ at: 1, of: kept });
  });

  it('is watched and steered with a hundred thousand cells', { timeout: 480_000 }, async () => {
    const { page, map, strangers, errors } = await start('many.ipynb', MANY);
    expect(await map.textContent()).toMatch(/[\d,]+ of 100,000 cells are asked about/);
    await slider(map).press('Home');
    const first = await countsOf(map);
    await slider(map).press('ArrowRight');
    await expect.poll(() => countsOf(map)).not.toBe(first);
    const { of } = await framesOf(map);
    await lasso(page, map, [1000, 1000, 3000, 3000]);
    await button(map, 'Look here more').press('Enter');
    await map.getByLabel('Times, from 1 to 100').press('Enter');
    await expect
      .poll(() => steered(map))
      .toEqual([expect.stringMatching(/^Steered: [\d,]+ cells counted \d+ times from step \d+ on/)]);
    await manyFrames(map, of);
    await screenshot(page, 'watch-many');
    await page.locator('.tissuebook-View[data-kind="curve"]').getByRole('button', { name: 'Stop' }).press('Enter');
    await expect.poll(() => words(map)).toMatch(/^The training ended after step/);
    const printed = page.locator('.jp-RenderedText', { hasText: 'marked' });
    await expect.poll(() => printed.textContent()).toMatch(/marked look-more\n/);
    expect([strangers, errors]).toEqual([[], []]);
  });

  it('is looked at in a notebook without a kernel: its last frame, and those that were kept', async () => {
    const { page, errors } = await openCells(
      opened,
      'kept.ipynb',
      [{ type: 'code', source: '', bundles: [pictureBundle(keptTraining())] }],
      'python3',
    );
    const map = page.locator('.tissuebook-View[data-kind="spatial"]');
    await manyFrames(map);
    expect(await framesOf(map)).toEqual({ at: 3, of: 3 });
    const counts = [await countsOf(map)];
    for (const at of [2, 1]) {
      await slider(map).press('ArrowLeft');
      await expect.poll(() => countsOf(map)).not.toBe(counts.at(-1));
      expect((await framesOf(map)).at).toBe(at);
      counts.push(await countsOf(map));
    }
    await button(map, 'Play the frames').press('Enter');
    await expect.poll(() => countsOf(map)).toBe(counts[0]);
    expect(await steered(map)).toEqual(['Steered: 7 cells were held out from step 12 on.']);
    expect(await map.getByLabel('Colored by', { exact: true }).isVisible()).toBe(false);
    await reveal(map.locator('.tissuebook-Watch'));
    expect(await barriers(page, '.tissuebook-View')).toEqual([]);
    expect(errors).toEqual([]);
  });
});
