import type { TestProject } from 'vitest/node';
import { labMissing, startLab } from './lab';
import { chromeMissing, serveChrome } from './launchChrome';

declare module 'vitest' {
  interface ProvidedContext {
    /** The JupyterLab and the browser of a whole run of the tests. */
    shared: { url: string; token: string; folder: string; browser: string };
  }
}

/** Starts one JupyterLab and one browser for all test files; without them the tests say what is missing and skip. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (labMissing() ?? chromeMissing()) return undefined;
  const browser = await serveChrome();
  // Walkthroughs train for fewer epochs than a reader would take: their figures are looked at here, not their numbers.
  const lab = await startLab({ TISSUEBOOK_EPOCHS: '3' });
  project.provide('shared', { url: lab.url, token: lab.token, folder: lab.folder, browser: browser.wsEndpoint() });
  return async () => {
    await browser.close();
    await lab.stop();
  };
}
