import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { viewBundle } from '../../src/protocol';
import { samples } from '../unit/protocol/samples';
import { chromeMissing, screenshot } from './chrome';
import { kernelMissing, labMissing } from './lab';
import { kernelIdle } from './labPage';
import { openCells, openedLab } from './opened';

const missing = labMissing() ?? kernelMissing() ?? chromeMissing();

/** A run that takes a step every 50 ms, for as long as a test may take. */
const RUN = `import { TrainingRun } from 'tissuebook'
const wait = () => new Promise((resolve) => setTimeout(resolve, 50))
const run = new TrainingRun({ title: 'A long run', epochs: 100, stepsPerEpoch: 1000,
  step: async ({ step }) => { await wait(); return { loss: 1 / (step + 1) } }, finish: () => 'kept' })
await run`;

describe.skipIf(missing)(`the training monitor${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  const done = async (view: Locator): Promise<number> =>
    parseInt((await view.locator('.tissuebook-View-count').textContent()) ?? '', 10);

  it('pauses, finds the run again after a reload, resumes and stops it', async () => {
    const { page, strangers, errors } = await openCells(opened, 'long.ipynb', [{ type: 'code', source: RUN }]);
    await kernelIdle(page);
    await page.locator('.jp-Notebook .jp-Cell').first().click();
    await page.keyboard.press('Shift+Enter');
    const view = page.locator('.tissuebook-View');
    const button = (name: string): Locator => view.getByRole('button', { name, exact: true });
    const state = (): Promise<string | null> => view.locator('.tissuebook-View-state').textContent();
    await button('Pause').press('Enter', { timeout: 60_000 });
    await expect.poll(state).toBe('Paused');
    // The step that was under way when it paused still counts, and the page may hear of it later.
    let halted = -1;
    await expect.poll(async () => halted === (halted = await done(view)), { interval: 1000 }).toBe(true);
    await screenshot(page, 'training-paused');

    await page.keyboard.press('Control+s');
    await page.locator('.jp-DirtyIndicator, .jp-mod-dirty').first().waitFor({ state: 'detached' });
    await page.reload();
    await button('Resume').waitFor({ timeout: 60_000 });
    expect(await done(view)).toBe(halted);
    await button('Resume').press('Enter');
    await button('Pause').waitFor();
    await expect.poll(() => done(view)).toBeGreaterThan(halted + 20);
    await button('Stop').press('Enter');
    await expect.poll(state).toBe('Stopped');
    await expect.poll(() => button('Stop').isVisible()).toBe(false);
    await kernelIdle(page);
    expect([strangers, errors]).toEqual([[], []]);
  });

  it('says so when the picture of a run is all that is left', async () => {
    const { page, errors } = await openCells(opened, 'left.ipynb', [
      { type: 'code', source: '', bundles: [viewBundle(samples()['curve']!)] },
    ]);
    const lost = page.locator('.tissuebook-View-lost');
    await expect.poll(() => lost.textContent(), { timeout: 60_000 }).toMatch(/no kernel knows it any more/);
    expect(await page.locator('.tissuebook-View .js-plotly-plot').count()).toBe(1);
    for (const name of ['Pause', 'Resume', 'Stop']) {
      expect(await page.getByRole('button', { name, exact: true }).isVisible()).toBe(false);
    }
    expect(errors).toEqual([]);
  });
});
