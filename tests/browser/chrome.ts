import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { ROOT } from './lab';

const PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** A browser: the one named in TISSUEBOOK_CHROME, or the first Chrome or Chromium in a usual place. */
export function findChrome(): string | undefined {
  const named = process.env['TISSUEBOOK_CHROME'];
  if (named) return existsSync(named) ? named : undefined;
  return PATHS.find((path) => existsSync(path)) ?? onPath();
}

function onPath(): string | undefined {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'chrome']) {
    try {
      return execFileSync(process.platform === 'win32' ? 'where' : 'which', [name], { encoding: 'utf8' }).split(
        '\n',
      )[0];
    } catch {
      // Not this one.
    }
  }
  return undefined;
}

/** Why no browser can be started here, or undefined when one can. */
export function chromeMissing(): string | undefined {
  return findChrome() ? undefined : 'no Chrome or Chromium found; name one in TISSUEBOOK_CHROME';
}

/** A page that records the requests to other hosts and the errors of its scripts. */
export interface WatchedPage {
  page: Page;
  context: BrowserContext;
  /** Addresses on other hosts that the page asked for; the requests were not let through. */
  strangers: string[];
  /** Messages of script errors that nobody caught. */
  errors: string[];
}

export function launchChrome(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChrome()!,
    headless: true,
    args: [
      '--no-sandbox',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
    ],
  });
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
