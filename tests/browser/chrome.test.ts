import { describe, expect, it } from 'vitest';
import { chromeMissing, openPage } from './chrome';
import { labMissing } from './lab';
import { openedLab } from './opened';

const missing = labMissing() ?? chromeMissing();

/** Two addresses that no machine has: RFC 6761 keeps the name, RFC 5737 the number. */
const ELSEWHERE = ['http://elsewhere.invalid/a', 'http://192.0.2.1/b'];

describe.skipIf(missing)(`the browser of these tests${missing ? `: ${missing}` : ''}`, () => {
  const opened = openedLab();

  it('reaches this machine alone, and tells of every request to another', async () => {
    const { page, strangers } = await openPage(opened.browser, opened.lab.url);
    const failed: (string | undefined)[] = [];
    page.on('requestfailed', (request) => failed.push(request.failure()?.errorText));
    for (const address of ELSEWHERE) {
      await page.evaluate((url) => fetch(url, { mode: 'no-cors' }).catch(() => undefined), address);
    }
    await page.evaluate(() => void new WebSocket('ws://elsewhere.invalid/c'));
    await expect.poll(() => strangers).toEqual([...ELSEWHERE, 'http://elsewhere.invalid/c']);
    expect(failed).toEqual(ELSEWHERE.map(() => 'net::ERR_PROXY_CONNECTION_FAILED'));
  });
});
