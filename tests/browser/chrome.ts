import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { ROOT } from './lab';

export { chromeMissing } from './launchChrome';

/** A page that records the requests to other hosts and the errors of its scripts. */
export interface WatchedPage {
  page: Page;
  context: BrowserContext;
  /** Addresses on other hosts that the page asked for; the browser cannot reach them. */
  strangers: string[];
  /** Messages of script errors that nobody caught. */
  errors: string[];
}

/** Opens a page that may talk to `origin` alone ('' for none). */
export async function openPage(browser: Browser, origin: string): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, acceptDownloads: true });
  // A page that nobody looks at any more would go on drawing and slow the next test.
  onTestFinished(() => context.close());
  const watched: WatchedPage = { context, page: await context.newPage(), strangers: [], errors: [] };
  const watch = (url: string): void => {
    const own = (origin !== '' && url.startsWith(`${origin}/`)) || /^(file|data|blob|about):/.test(url);
    if (!own) watched.strangers.push(url);
  };
  context.on('request', (request) => watch(request.url()));
  watched.page.on('websocket', (socket) => watch(socket.url().replace(/^ws/, 'http')));
  watched.page.on('pageerror', (error) => watched.errors.push(error.stack ?? String(error)));
  return watched;
}

/** The file that the page lets its reader save when something is done, by its name and text. */
export async function savedBy(page: Page, act: () => Promise<void>): Promise<{ name: string; text: string }> {
  const saving = page.waitForEvent('download');
  await act();
  const file = await saving;
  return { name: file.suggestedFilename(), text: await text(await file.createReadStream()) };
}

/** Keeps a picture of the page for people to look at, in out/screenshots. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = join(ROOT, 'out', 'screenshots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
