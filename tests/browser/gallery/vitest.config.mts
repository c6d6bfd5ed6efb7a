import { fileURLToPath } from 'node:url';
import { mergeConfig } from 'vitest/config';
import browser from '../vitest.config.mts';

/** npx vitest run --config tests/browser/gallery/vitest.config.mts: pictures of the figures, for people to look at. */
const config = mergeConfig(browser, { test: { root: fileURLToPath(new URL('..', import.meta.url)) } });
config.test!.include = ['gallery/gallery.test.ts'];
export default config;
