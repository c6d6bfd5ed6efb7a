import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchChrome } from './chrome';
import { type Lab, startLab } from './lab';

/** A JupyterLab and a browser for the tests of one file; there from the first test to the last. */
export function openedLab(): { lab: Lab; browser: Browser } {
  const opened: { lab?: Lab; browser?: Browser } = {};
  beforeAll(async () => {
    opened.lab = await startLab();
    opened.browser = await launchChrome();
  });
  afterAll(async () => {
    await opened.browser?.close();
    await opened.lab?.stop();
  });
  return opened as { lab: Lab; browser: Browser };
}
