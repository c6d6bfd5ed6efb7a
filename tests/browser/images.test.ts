import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { writeMadeTiff } from '../madeTiff';
import { barriers } from './axe';
import { chromeMissing, screenshot } from './chrome';
import { kernelMissing, labMissing } from './lab';
import { drawnPictures, placeOfPoint } from './labPage';
import { openedLab, runCells } from './opened';
import { endKernels } from './sessions';

const missing = labMissing() ?? kernelMissing() ?? chromeMissing();
const SIDE = 4096;
/** Micrometers that a pixel is wide. */
const PIXEL = 0.5;

/** Stripes of 8 pixels, blue and yellow in turn, which blur to gray from afar; green tells the row of 64 pixels. */
const stripes = (x: number, y: number, c: number): number =>
  c === 1 ? 32 * Math.floor((y % 512) / 64) : (Math.floor(x / 8) % 2 === 0) === (c === 2) ? 255 : 0;

/** The color that a canvas of tiles has at a place of the tissue. */
async function colorAt(view: Locator, x: number, y: number): Promise<number[]> {
  const { x: left, y: top } = await placeOfPoint(view.locator('.js-plotly-plot'), x, y);
  return view.locator('.tissuebook-View-tiles canvas').evaluate(
    (node, [px, py]) => {
      const canvas = node as HTMLCanvasElement;
      const scale = canvas.width / parseFloat(canvas.style.width);
      const at = [px - parseFloat(canvas.style.left), py - parseFloat(canvas.style.top)].map((place) => scale * place);
      return [...canvas.getContext('2d')!.getImageData(Math.floor(at[0]!), Math.floor(at[1]!), 1, 1).data.slice(0, 3)];
    },
    [left, top] as const,
  );
}

/** The scales of the tiles that a page asks for, as they go to the kernel. */
function askedScales(page: Page): number[] {
  const scales: number[] = [];
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      for (const [, scale] of String(payload).matchAll(/"ask":"tile","scale":(\d+)/g)) scales.push(Number(scale));
    }),
  );
  return scales;
}

/** Waits until all tiles in view are there, at the scale whose pixels are no larger than the screen's. @returns that scale */
async function sharpScale(view: Locator): Promise<number> {
  const layer = view.locator('.tissuebook-View-tiles');
  const state = (): Promise<string> =>
    layer.evaluate((node, pixel) => {
      const picture = node.closest('.js-plotly-plot') as unknown as { layout: { xaxis: { range: number[] } } };
      const canvas = node.querySelector('canvas')!;
      const [low, high] = picture.layout.xaxis.range as [number, number];
      const perPixel = (high - low) / pixel / canvas.width;
      const right = Math.max(1, 2 ** Math.floor(Math.log2(perPixel * (1 + 1e-6))));
      return `${canvas.dataset['scale']} of ${right}, ${node.dataset['missing']} missing`;
    }, PIXEL);
  await expect.poll(state).toMatch(/^(\d+) of \1, 0 missing$/);
  return parseInt(await state(), 10);
}

const CELLS = `import { AnnData, categorical, DenseMatrix, spatialView, Table } from 'tissuebook'
const obs = new Table(['a', 'b'])
obs.set('kind', categorical(['T cell', 'B cell']))
const places = DenseMatrix.fromRows([[0, 0], [2048, 2048]])
const cells = new AnnData({ obs, var: new Table([]), obsm: [['spatial', places]], uns: new Map([['spatial_unit', 'um']]) })
await spatialView(cells, { color: 'kind', image: 'scan.ome.tif' })`;

describe.skipIf(missing)(`images that zoom${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  it('are sharp where one looks: tiles of the right level come from the kernel while one zooms and pans', async () => {
    const path = join(opened.lab.folder, 'scan.ome.tif');
    writeMadeTiff(path, { width: SIDE, height: SIDE, samples: 3, levels: 4, micrometers: PIXEL, period: 512, value: stripes }); // prettier-ignore
    let asked: number[] = [];
    const { page, errors, strangers } = await runCells(opened, 'scan.ipynb', [{ type: 'code', source: CELLS }], (page) => (asked = askedScales(page))); // prettier-ignore
    const view = page.locator('.tissuebook-View');
    const picture = drawnPictures(page);
    await picture.waitFor();
    expect(await sharpScale(view)).toBe(8);
    // A pixel of this level stands for a stripe, and less than one is drawn for it; the green of the row is the same in all.
    const [red, green, blue] = await colorAt(view, 1026, 1050);
    expect(Math.abs(green! - 0) + Math.abs(red! + blue! - 255)).toBeLessThan(8);
    await screenshot(page, 'image-far');

    for (let step = 0; step < 10; step++) await picture.press('+');
    expect(await sharpScale(view)).toBe(1);
    // The pixel 2052 lies in a blue stripe, 2060 in a yellow one; the row 2052 is the first of the pattern.
    expect(await colorAt(view, 1026.2, 1026.2)).toEqual([0, 0, 255]);
    expect(await colorAt(view, 1030.2, 1026.2)).toEqual([255, 0, 0]);
    expect(await colorAt(view, 1030.2, 1058.2)).toEqual([255, 32, 0]);
    await screenshot(page, 'image-near');

    // Whoever pans asks only for what has come into view: nothing, where a slow page has asked for it while it zoomed.
    const before = asked.length;
    const box = (await picture.boundingBox())!;
    const from = await placeOfPoint(picture, 1024, 1024);
    const pan = async (): Promise<void> => {
      await page.mouse.move(box.x + from.x, box.y + from.y);
      await page.mouse.down();
      await page.mouse.move(box.x + from.x - 260, box.y + from.y, { steps: 6 });
      await page.mouse.up();
    };
    // plotly forgets a drag that begins while it still draws the last zoom.
    const moved = async (): Promise<boolean> => (await placeOfPoint(picture, 1024, 1024)).x < from.x - 200;
    await expect.poll(async () => (await moved()) || (await pan(), moved()), { interval: 2000 }).toBe(true);
    expect(await sharpScale(view)).toBe(1);
    expect(asked.slice(before).filter((scale) => scale !== 1)).toEqual([]);
    expect(asked.length - before).toBeLessThan(12);
    expect(await colorAt(view, 1230.2, 1026.2)).toEqual([255, 0, 0]);
    expect(await barriers(page, '.tissuebook-View')).toEqual([]);

    // Without its kernel the figure has what the notebook keeps, and says so.
    await endKernels(opened.lab);
    const status = view.locator('.tissuebook-View-image [role=status]').last();
    await expect.poll(() => status.textContent()).toMatch(/small version of the image is shown/);
    await expect.poll(() => view.locator('.tissuebook-View-tiles canvas').isHidden()).toBe(true);
    await view.locator('.imagelayer image').waitFor({ state: 'attached' });
    expect([errors, strangers]).toEqual([[], []]);
  });

  it('of several channels are shown in colors and ranges that the keyboard changes', async () => {
    const path = join(opened.lab.folder, 'channels.ome.tif');
    // Three channels of 16 bits: the first rises from left to right, the second downwards, the third is a square in the middle.
    const value = (x: number, y: number, c: number): number =>
      [4 * x, 4 * y, Math.max(Math.abs(x - 512), Math.abs(y - 512)) < 128 ? 3000 : 0][c]!;
    writeMadeTiff(path, { width: 1024, height: 1024, samples: 3, bits: 16, color: 1, levels: 2, micrometers: PIXEL, value }); // prettier-ignore
    const code = `import { imageView } from 'tissuebook'\nawait imageView('channels.ome.tif', { channels: ['channel1', 'channel3'] })`;
    const { page, errors } = await runCells(opened, 'channels.ipynb', [{ type: 'code', source: code }]);
    const view = page.locator('.tissuebook-View');
    await drawnPictures(page).waitFor();
    await sharpScale(view);
    await view.locator('summary', { hasText: 'Channels' }).press('Enter');
    const low = view.getByLabel('channel1: black up to');
    await low.waitFor();
    // Green by its place, from the first percentile to the 99.8th: half way up it is half as bright.
    const half = (await colorAt(view, 256, 40))[1]!;
    expect(half).toBeGreaterThan(120);
    expect(half).toBeLessThan(136);
    await screenshot(page, 'image-channels');
    await view.getByLabel('channel1: gamma').press('Home');
    await expect.poll(async () => (await colorAt(view, 256, 40))[1]).toBeGreaterThan(200);
    await low.press('End');
    await expect.poll(async () => (await colorAt(view, 256, 40))[1]).toBe(0);
    await view.getByRole('button', { name: 'channel1: range and gamma as they were' }).press('Enter');
    await expect.poll(async () => (await colorAt(view, 256, 40))[1]).toBe(half);
    await view.getByLabel('channel2', { exact: true }).press('Space');
    await expect.poll(async () => Math.max(...(await colorAt(view, 40, 480)))).toBeGreaterThan(200);
    await view.getByLabel('channel2: color').fill('#0000ff');
    await expect.poll(async () => (await colorAt(view, 40, 480))[2]).toBeGreaterThan(200);
    await view.getByLabel('channel1', { exact: true }).press('Space');
    await expect.poll(() => colorAt(view, 480, 5)).toEqual([0, 0, expect.any(Number)]);
    expect(await barriers(page, '.tissuebook-View')).toEqual([]);
    expect(errors).toEqual([]);
  });
});
