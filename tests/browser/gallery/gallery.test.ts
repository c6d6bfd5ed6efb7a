import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { View } from '../../../src';
import { chromeMissing } from '../chrome';
import { labMissing, ROOT } from '../lab';
import { reveal, useTheme } from '../labPage';
import { openCells, openedLab } from '../opened';
import { figures } from './figures';

const missing = labMissing() ?? chromeMissing();
const FOLDER = join(ROOT, 'out', 'gallery');

/** Pictures of every kind of figure in each theme and on two sizes of screen go to out/gallery; what they show is for people to look at. */
describe.skipIf(missing)(`the figures${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab({ own: true });
  let views: Record<string, View>;
  beforeAll(async () => {
    mkdirSync(FOLDER, { recursive: true });
    views = await figures();
  });

  const picture = async (page: Page, theme: string, width: number): Promise<void> => {
    const shown = page.locator('.tissuebook-View[data-kind]');
    for (const [i, name] of Object.keys(views).entries()) {
      const view = shown.nth(i);
      await reveal(view);
      await view.locator('.js-plotly-plot').first().waitFor();
      await page.waitForTimeout(500);
      await view.screenshot({ path: join(FOLDER, `${name}-${theme}-${width}.png`) });
    }
  };

  it.each([
    ['JupyterLab Light', 1280],
    ['JupyterLab Dark', 1280],
    ['JupyterLab Dark High Contrast', 1280],
    ['JupyterLab Light', 2560],
  ] as const)('draw themselves: %s, %d pixels', async (theme, width) => {
    // JupyterLab takes cells that are out of sight off the page, but no outputs of one that is in sight.
    const bundles = Object.values(views).map((view) => view.bundle());
    const cells = [{ type: 'code' as const, source: '', bundles }];
    const { page, errors, strangers } = await openCells(opened, `gallery-${theme.length}-${width}.ipynb`, cells, 'python3', (first) => {
      void first.setViewportSize({ width, height: 1000 });
    }); // prettier-ignore
    await useTheme(page, theme);
    await picture(page, theme.replace('JupyterLab ', '').replaceAll(' ', '-').toLowerCase(), width);
    expect([errors, strangers]).toEqual([[], []]);
  });
});
