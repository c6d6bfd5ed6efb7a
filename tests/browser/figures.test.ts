import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { encodeArray, VIEW_MIME, viewBundle } from '../../src/protocol';
import { samples } from '../unit/protocol/samples';
import { chromeMissing, screenshot, savedBy } from './chrome';
import { labMissing } from './lab';
import { drawnPictures, pointCounts, reveal } from './labPage';
import { openCells, openedLab } from './opened';

const missing = labMissing() ?? chromeMissing();

describe.skipIf(missing)(`saved views in JupyterLab${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  it('are drawn without running a cell, and nothing is asked of another host', async () => {
    const bundles = Object.values(samples()).map((payload) => viewBundle(payload));
    const { page, strangers, errors } = await openCells(
      opened,
      'saved.ipynb',
      [{ type: 'code', source: '', bundles }],
      'python3',
    );
    const pictures = drawnPictures(page);
    for (let i = 0; i < bundles.length; i++) {
      await reveal(page.locator('.tissuebook-View').nth(i));
      await pictures.nth(i).waitFor();
    }
    const spatial = await pointCounts(pictures.first());
    expect(spatial.filter(({ name }) => /\(/.test(name)).map(({ points }) => points)).toEqual([1, 2, 1]);
    await screenshot(page, 'saved-views');
    expect(strangers).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('can be zoomed by keyboard, read as a table, and saved with title and legend', async () => {
    const { page, errors } = await openCells(
      opened,
      'one.ipynb',
      [{ type: 'code', source: '', bundles: [viewBundle(samples().spatial)] }],
      'python3',
    );
    const view = page.locator('.tissuebook-View');
    const picture = drawnPictures(page);
    await picture.waitFor();
    const before = await xRange(picture);
    const sizeBefore = await pointSize(picture);
    await picture.press('+');
    await expect.poll(() => xRange(picture)).not.toEqual(before);
    const [low, high] = await xRange(picture);
    expect((high - low) / (before[1] - before[0])).toBeCloseTo(0.8, 5);
    // Points grow with the tissue: by 1 / 0.8, to a tenth of a pixel.
    await expect.poll(() => pointSize(picture)).toBeCloseTo(sizeBefore / 0.8, 0);
    await picture.press('ArrowRight');
    await expect.poll(async () => (await xRange(picture))[0]).toBeGreaterThan(low);
    expect(await page.locator('.jp-Cell').count()).toBe(1);

    const tumor = view.getByLabel('Tumor (1)');
    await tumor.press('Space');
    const hidden = (): Promise<string[]> =>
      picture.evaluate((node) =>
        (node as unknown as { data: { name: string; visible?: unknown }[] }).data
          .filter(({ visible }) => visible === 'legendonly')
          .map(({ name }) => name),
      );
    await expect.poll(hidden).toEqual(['Tumor (1)']);
    await tumor.press('Space');
    await expect.poll(hidden).toEqual([]);

    const table = view.getByRole('button', { name: 'Show as table' });
    await table.press('Enter');
    await expect.poll(() => table.getAttribute('aria-expanded')).toBe('true');
    expect(await view.locator('tbody tr').allTextContents()).toEqual(['T cell2', 'Tumor1', 'not labeled1']);

    const { name, text: svg } = await savedBy(page, () =>
      view.getByRole('button', { name: 'Save as SVG' }).press('Enter'),
    );
    expect(name).toBe('Title.svg');
    for (const text of ['Title', 'Caption.', 'T cell (2)', 'µm']) expect(svg).toContain(text);

    await view.getByRole('button', { name: 'Show all again' }).click();
    await expect.poll(() => xRange(picture)).toEqual(before);
    expect(await pointSize(picture)).toBe(sizeBefore);
    expect(errors).toEqual([]);
  });

  it('lay the image of a section under its points, as strongly as the reader wants', async () => {
    const view = samples().spatial;
    view.images = [{ pixels: encodeArray(Uint8Array.from([255, 0, 0, 0, 0, 255]), [1, 6]), x: [0, 100], y: [0, 300] }];
    view.panels[0]!.image = 0;
    const { page, strangers, errors } = await openCells(
      opened,
      'image.ipynb',
      [{ type: 'code', source: '', bundles: [{ [VIEW_MIME]: view }] }],
      'python3',
    );
    const picture = drawnPictures(page);
    const image = picture.locator('.imagelayer image');
    await image.waitFor({ state: 'attached' });
    // The pixels that plotly shows, read back from its picture: red on the left, blue on the right.
    const pixels = await image.evaluate(async (node) => {
      const shown = new Image();
      shown.src = node.getAttribute('href') ?? node.getAttribute('xlink:href') ?? '';
      await shown.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [shown.width, shown.height];
      canvas.getContext('2d')!.drawImage(shown, 0, 0);
      return [...canvas.getContext('2d')!.getImageData(0, 0, 2, 1).data];
    });
    expect(pixels).toEqual([255, 0, 0, 255, 0, 0, 255, 255]);
    await page.getByLabel('Image', { exact: true }).press('Home');
    const opacity = (): Promise<number> =>
      picture.evaluate(
        (node) => (node as unknown as { layout: { images: { opacity: number }[] } }).layout.images[0]!.opacity,
      );
    await expect.poll(opacity).toBe(0);
    await page.getByLabel('Image', { exact: true }).press('ArrowRight');
    await expect.poll(opacity).toBe(0.05);
    expect([strangers, errors]).toEqual([[], []]);
  });
});

/** Pixels across of the first trace's points. */
function pointSize(picture: Locator): Promise<number> {
  return picture.evaluate((node) => (node as unknown as { data: { marker: { size: number } }[] }).data[0]!.marker.size);
}

function xRange(picture: Locator): Promise<[number, number]> {
  return picture.evaluate((node) => [
    ...(node as unknown as { layout: { xaxis: { range: [number, number] } } }).layout.xaxis.range,
  ]) as Promise<[number, number]>;
}
