import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchChrome } from '../../browser/launchChrome';
import { pageOf } from './pageOf';
import type { MeasuredPan } from './imagePan.page';

type Bench = Window & { bench(zoomed: boolean): Promise<MeasuredPan>; blend(): Record<string, number> };

/**
 * Times an image of 100,000 x 100,000 pixels and four channels of 16 bits in a real browser: npx tsx tests/bench/browser/imagePan.ts
 * [--repeat 3]. Tiles, and the small version alone as plotly places it, take turns, each in a fresh page; a JSON line each with the
 * medians: ms until all tiles of the first view are there, frames a second while panning, the longest frame, tiles that were asked for.
 * Then what blending a screen of 20 tiles takes, by the processor and by WebGL.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { repeat: { type: 'string', default: '3' } } });
  const html = await pageOf('imagePan');
  const browser = await launchChrome();
  const inPage = async <T>(act: (page: Page) => Promise<T>): Promise<T> => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    await page.setContent(html);
    return act(page).finally(() => page.close());
  };
  try {
    const turns = new Map<string, Record<string, number>[]>([['tiles', []], ['still', []], ['blend', []]]); // prettier-ignore
    for (let turn = 0; turn < Number(values.repeat); turn++) {
      for (const [name, list] of turns) {
        list.push(await inPage((page) => measured(page, name)));
      }
    }
    for (const [name, list] of turns) console.log(JSON.stringify({ name, ...medians(list) }));
  } finally {
    await browser.close();
  }
}

async function measured(page: Page, name: string): Promise<Record<string, number>> {
  if (name === 'blend') return page.evaluate(() => (window as unknown as Bench).blend());
  return { ...(await page.evaluate((zoomed) => (window as unknown as Bench).bench(zoomed), name === 'tiles')) };
}

function medians(turns: Record<string, number>[]): Record<string, number> {
  const middle = (field: string): number => {
    const sorted = turns.map((turn) => turn[field]!).sort((a, b) => a - b);
    return Math.round(10 * sorted[Math.floor(sorted.length / 2)]!) / 10;
  };
  return Object.fromEntries(Object.keys(turns[0] ?? {}).map((field) => [field, middle(field)]));
}

void main();
