import { describe, expect, it } from 'vitest';
import { viewBundle } from '../../src/protocol';
import { samples } from '../unit/protocol/samples';
import { barriers } from './axe';
import { chromeMissing } from './chrome';
import { labMissing } from './lab';
import { revealDrawn } from './labPage';
import { openCells, openedLab } from './opened';

const missing = labMissing() ?? chromeMissing();

describe.skipIf(missing)(`views${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  it('of every kind have no barrier, with their tables open', async () => {
    const cells = Object.values(samples()).map((view) => ({
      type: 'code' as const,
      source: '',
      bundles: [viewBundle(view)],
    }));
    const { page } = await openCells(opened, 'kinds.ipynb', cells, 'python3');
    for (let i = 0; i < cells.length; i++) {
      const view = page.locator('.jp-Cell').nth(i).locator('.tissuebook-View');
      await revealDrawn(view);
      await view.getByRole('button', { name: 'Show as table' }).press('Enter');
      for (const part of await view.locator('summary:visible').all()) await part.press('Enter');
      expect(await barriers(page, '.tissuebook-View')).toEqual([]);
    }
    // What is asked of the figures can fail: a button without a name is found.
    await page
      .locator('.tissuebook-View')
      .first()
      .evaluate((node) => node.append(document.createElement('button')));
    expect(await barriers(page, '.tissuebook-View')).toEqual([expect.stringMatching(/^button-name: /)]);
  });
});
