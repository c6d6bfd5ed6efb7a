import { mkdtempSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import { openPage, type WatchedPage } from './chrome';
import { type Lab, ROOT, type StartedLab, startLab } from './lab';
import { type Cell, kernelIdle, openNotebook, runAll, writeNotebook } from './labPage';
import { endKernels } from './sessions';

/** A JupyterLab and a browser for the tests of one file; there from the first test to the last. */
export interface Opened {
  lab: Lab;
  browser: Browser;
}

/**
 * A folder of this file's own in the JupyterLab of the whole run, and the browser of the whole run. The kernels of a test
 * end with it.
 *
 * @param own start a JupyterLab for this file alone, for tests that change its settings. Default: false
 * @param plain the same, without our extension. Default: false
 */
export function openedLab({ own = false, plain = false }: { own?: boolean; plain?: boolean } = {}): Opened {
  const opened: Partial<Opened> = {};
  let started: StartedLab | undefined;
  beforeAll(async () => {
    const { browser, ...shared } = inject('shared');
    if (own || plain) opened.lab = started = await startLab({ PYTHONPATH: ROOT }, !plain);
    else {
      const folder = mkdtempSync(join(shared.folder, 'test-'));
      opened.lab = { ...shared, folder, path: `${basename(folder)}/` };
    }
    opened.browser = await chromium.connect(browser);
  });
  afterEach(() => endKernels(opened.lab!));
  afterAll(async () => {
    await opened.browser?.close();
    await started?.stop();
  });
  return opened as Opened;
}

/** Writes a notebook and opens it in a page of its own. @param first looks at the page before anything is in it */
export async function openCells(
  opened: Opened,
  name: string,
  cells: Cell[],
  kernel?: string,
  first?: (page: Page) => void,
): Promise<WatchedPage> {
  writeNotebook(opened.lab, name, cells, kernel);
  const watched = await openPage(opened.browser, opened.lab.url);
  first?.(watched.page);
  await openNotebook(watched.page, opened.lab, name);
  return watched;
}

/** The same with our kernel, and runs all cells. */
export async function runCells(
  opened: Opened,
  name: string,
  cells: Cell[],
  first?: (page: Page) => void,
): Promise<WatchedPage> {
  const watched = await openCells(opened, name, cells, undefined, first);
  await kernelIdle(watched.page);
  await runAll(watched.page, 180_000);
  return watched;
}
