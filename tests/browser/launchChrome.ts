import { type Browser, type BrowserServer, chromium } from 'playwright-core';
import { findChrome } from '../../scripts/setup/browser';

/** Why no browser can be started here, or undefined when one can. */
export function chromeMissing(): string | undefined {
  return findChrome() ? undefined : 'no Chrome or Chromium found; name one in TISSUEBOOK_CHROME';
}

const OPTIONS = {
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
    // Requests to other machines go to a proxy that is not there. A route of Playwright would stop them too, but sends
    // every request through the test's own process and turns the browser's cache off.
    '--proxy-server=http://127.0.0.1:9',
    '--proxy-bypass-list=127.0.0.1;localhost',
  ],
};

/** A browser that reaches this machine alone. */
export function launchChrome(): Promise<Browser> {
  return chromium.launch({ ...OPTIONS, executablePath: findChrome()! });
}

/** The same browser for several processes, which join it by its `wsEndpoint()`. */
export function serveChrome(): Promise<BrowserServer> {
  return chromium.launchServer({ ...OPTIONS, executablePath: findChrome()!, host: '127.0.0.1' });
}
