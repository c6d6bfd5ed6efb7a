import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Lab } from './lab';

/** A cell of a notebook to write; code cells may come with outputs. */
export interface Cell {
  type: 'code' | 'markdown';
  source: string;
  bundles?: Record<string, unknown>[];
}

/** Writes a notebook into JupyterLab's folder. */
export function writeNotebook(lab: Lab, name: string, cells: Cell[], kernel = 'tissuebook'): void {
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: kernel, display_name: kernel, language: 'typescript' } },
    cells: cells.map(({ type, source, bundles = [] }, i) => ({
      id: `cell-${i}`,
      cell_type: type,
      metadata: {},
      source,
      ...(type === 'code' && {
        execution_count: null,
        outputs: bundles.map((data) => ({ output_type: 'display_data', data, metadata: {} })),
      }),
    })),
  };
  writeFileSync(join(lab.folder, name), JSON.stringify(notebook));
}

/** Goes to a path of the tests' folder in a workspace of that folder's own, which begins empty. */
async function openLab(page: Page, lab: Lab, name: string): Promise<void> {
  await page.goto(`${lab.url}/lab/workspaces/${basename(lab.folder)}/tree/${lab.path}${name}?reset&token=${lab.token}`);
}

/** Opens a notebook in a fresh JupyterLab and waits until its cells are there. */
export async function openNotebook(page: Page, lab: Lab, name: string): Promise<void> {
  await openLab(page, lab, name);
  await page.locator('.jp-Notebook .jp-Cell').first().waitFor({ timeout: 60_000 });
}

/** Opens a fresh JupyterLab without a notebook and waits until its launcher is there. */
export async function openLauncher(page: Page, lab: Lab): Promise<void> {
  await openLab(page, lab, '');
  await page.locator('.jp-Launcher').waitFor({ timeout: 60_000 });
}

/** Opens a notebook in Notebook 7, which begins to draw it. */
export async function openInNotebook7(page: Page, lab: Lab, name: string): Promise<void> {
  await page.goto(`${lab.url}/notebooks/${lab.path}${name}?token=${lab.token}`);
  await page.locator('.jp-Notebook .jp-Cell').first().waitFor({ timeout: 60_000 });
}

/**
 * Opens the command palette by keyboard and types into it until the given label is there, for as long as it takes: a
 * plugin that starts late binds the shortcut late, and a notebook that takes the focus closes the palette again.
 */
export async function searchPalette(page: Page, text: string, label: string): Promise<void> {
  const field = page.locator('.lm-CommandPalette-input:visible');
  const found = page.locator('.lm-CommandPalette-itemLabel:visible').getByText(label, { exact: true });
  const type = async (): Promise<boolean> => {
    if (!(await field.isVisible())) await page.keyboard.press('Control+Shift+C');
    await field.fill(text, { timeout: 2000 }).catch(() => undefined);
    return found.isVisible();
  };
  await expect.poll(type, { interval: 500 }).toBe(true);
}

/** Runs a command from the palette by keyboard. Enter runs the active item, which follows the typing late. */
export async function runFromPalette(page: Page, label: string): Promise<void> {
  await searchPalette(page, label, label);
  await page
    .locator('.lm-CommandPalette-item.lm-mod-active .lm-CommandPalette-itemLabel')
    .getByText(label, { exact: true })
    .waitFor();
  await page.keyboard.press('Enter');
}

/** Chooses a theme from the menu: 'JupyterLab Dark'. */
export async function useTheme(page: Page, name: string): Promise<void> {
  await page.getByRole('menuitem', { name: 'Settings', exact: true }).click();
  await page.locator('.lm-Menu-itemLabel', { hasText: /^Theme$/ }).hover();
  await page.locator('.lm-Menu-itemLabel', { hasText: new RegExp(`^${name}$`) }).click();
  await expect.poll(() => page.locator('body').getAttribute('data-jp-theme-name')).toBe(name);
}

/** Waits until the kernel is connected and has nothing to do. The indicator in the toolbar says idle too early. */
export async function kernelIdle(page: Page, timeout = 60_000): Promise<void> {
  await page.locator('#jp-main-statusbar', { hasText: '| Idle' }).waitFor({ timeout });
}

/** The picture of a view once plotly has drawn it. */
export function drawnPictures(page: Page): Locator {
  return page.locator('.tissuebook-View-picture.js-plotly-plot');
}

/** The numbers of points in each trace of a drawn picture, by name: read from the figure's data. */
export function pointCounts(picture: Locator): Promise<{ name: string; type: string; points: number }[]> {
  return picture.evaluate((node) =>
    (node as unknown as { data: { name: string; type: string; x: ArrayLike<number> }[] }).data.map((trace) => ({
      name: trace.name,
      type: trace.type,
      points: trace.x?.length ?? 0,
    })),
  );
}

/** Scrolls to a part of a notebook; JupyterLab takes cells off the page and back while it lays them out. */
export async function reveal(part: Locator): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await part.scrollIntoViewIfNeeded({ timeout: 10_000 });
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

/** Scrolls to a view until it is drawn, and gives its picture: what stands above it may still grow and push it away. */
export async function revealDrawn(view: Locator): Promise<Locator> {
  const picture = view.locator('.js-plotly-plot');
  const drawn = async (): Promise<boolean> => {
    await reveal(view);
    return picture.isVisible();
  };
  await expect.poll(drawn, { timeout: 30_000, interval: 300 }).toBe(true);
  return picture;
}

/** Where in a picture, in pixels from its corner, a place of the tissue is drawn. */
export function placeOfPoint(picture: Locator, x: number, y: number): Promise<{ x: number; y: number }> {
  return picture.evaluate(
    (node, [px, py]) => {
      type Axis = { l2p(value: number): number; _offset: number };
      const { xaxis, yaxis } = (node as unknown as { _fullLayout: { xaxis: Axis; yaxis: Axis } })._fullLayout;
      return { x: xaxis._offset + xaxis.l2p(px), y: yaxis._offset + yaxis.l2p(py) };
    },
    [x, y] as const,
  );
}

/** The color of a layer over the picture ('points', 'outlines') at a place of the tissue: red, green, blue, opacity. */
export async function colorAt(view: Locator, layer: string, x: number, y: number): Promise<number[]> {
  const { x: left, y: top } = await placeOfPoint(view.locator('.js-plotly-plot'), x, y);
  return view
    .locator(`.tissuebook-View-${layer} canvas`)
    .first()
    .evaluate(
      (node, [px, py]) => {
        const canvas = node as HTMLCanvasElement;
        const frame = (canvas.closest('.js-plotly-plot') as HTMLElement).getBoundingClientRect();
        const own = canvas.getBoundingClientRect();
        const scale = canvas.width / own.width;
        const at = [(px + frame.left - own.left) * scale, (py + frame.top - own.top) * scale];
        return [...canvas.getContext('2d')!.getImageData(Math.round(at[0]!), Math.round(at[1]!), 1, 1).data];
      },
      [left, top] as const,
    );
}

/** Runs all cells through the menu and waits until the kernel has nothing more to do. */
export async function runAll(page: Page, timeout: number): Promise<void> {
  await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Run All Cells', exact: true }).click();
  const busy = page.locator('.jp-InputPrompt', { hasText: '[*]' });
  await busy.first().waitFor({ timeout: 30_000 });
  await busy.first().waitFor({ state: 'detached', timeout });
  await kernelIdle(page, 60_000);
}

/** Saves through the menu, which works wherever the keyboard is, and waits until that is done. */
export async function saveNotebook(page: Page): Promise<void> {
  await page.getByRole('menuitem', { name: 'File', exact: true }).click();
  await page
    .locator('.lm-Menu')
    .getByRole('menuitem', { name: /^Save Notebook(?! As)/ })
    .click();
  await page.locator('.jp-mod-dirty').first().waitFor({ state: 'detached' });
}

/** The number of points of all tissues in a picture's first panel. */
export async function cellsInFirstPanel(picture: Locator): Promise<number> {
  return picture.evaluate((node) =>
    (node as unknown as { data: { mode: string; xaxis: string; x: ArrayLike<number> }[] }).data
      .filter((trace) => trace.mode === 'markers' && trace.xaxis === 'x')
      .reduce((sum, trace) => sum + trace.x.length, 0),
  );
}
