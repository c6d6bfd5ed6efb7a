import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { ROOT } from './lab';

export { chromeMissing, launchChrome } from './launchChrome';

/** A page that records the requests to other hosts and the errors of its scripts. */
export interface WatchedPage {
  page: Page;
  context: BrowserContext;
  /** Addresses on other hosts that the page asked for; the requests were not let through. */
  strangers: string[];
  /** Messages of script errors that nobody caught. */
  errors: string[];
}

/** Opens a page that may talk to `origin` alone ('' for none). */
export async function openPage(browser: Browser, origin: string): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, acceptDownloads: true });
  const watched: WatchedPage = { context, page: await context.newPage(), strangers: [], errors: [] };
  // A page that nobody looks at any more would go on drawing and slow the next test.
  onTestFinished(() => context.close());
  await context.route('**/*', (route) => {
    const url = route.request().url();
    const own = (origin !== '' && url.startsWith(`${origin}/`)) || /^(file|data|blob|about):/.test(url);
    if (own) return route.continue();
    watched.strangers.push(url);
    return route.abort();
  });
  watched.page.on('pageerror', (error) => watched.errors.push(error.stack ?? String(error)));
  return watched;
}

/** Keeps a picture of the page for people to look at, in out/screenshots. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = join(ROOT, 'out', 'screenshots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
