import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { launchChrome } from '../../browser/launchChrome';
import type { Measured } from './drawer';
import { pageOf } from './pageOf';

const DRAWERS = ['tissuebook', 'plotly', 'regl'] as const;
type Name = (typeof DRAWERS)[number];

/** Milliseconds for one page: plotly.js alone takes minutes with a million points. */
const MOST_MS = 300_000;

/**
 * Times pictures of cells in a real browser: npx tsx tests/bench/browser/run.ts [--points 10000,100000] [--repeat 3]
 * [--only tissuebook,plotly,regl]. For each number of points our view, plotly.js alone and regl-scatterplot alone (the
 * engine of jupyter-scatter) take turns, each in a fresh page; a JSON line each with the medians of all turns: ms to the
 * first paint, frames a second while panning, ms for a lasso from the first press until the selection is on the page.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      points: { type: 'string', default: '10000,100000,1000000' },
      repeat: { type: 'string', default: '3' },
      only: { type: 'string', default: DRAWERS.join(',') },
    },
  });
  const names = values.only.split(',') as Name[];
  const pages = new Map<Name, string>();
  for (const name of names) pages.set(name, await pageOf(name));
  const browser = await launchChrome();
  try {
    for (const points of values.points.split(',').map(Number)) {
      const turns = new Map<Name, (Measured | undefined)[]>(names.map((name) => [name, []]));
      for (let turn = 0; turn < Number(values.repeat); turn++) {
        for (const name of names) turns.get(name)!.push(await timed(browser, pages.get(name)!, points));
      }
      for (const [name, measured] of turns) {
        const done = measured.filter((each) => each !== undefined);
        const failed = { failed: `${measured.length - done.length} of ${measured.length} not done in ${MOST_MS} ms` };
        console.log(JSON.stringify({ points, name, ...(done.length < measured.length ? failed : medians(done)) }));
      }
    }
  } finally {
    await browser.close();
  }
}

async function timed(browser: Browser, html: string, points: number): Promise<Measured | undefined> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
  let watch: ReturnType<typeof setTimeout>;
  const patience = new Promise<undefined>((resolve) => (watch = setTimeout(() => resolve(undefined), MOST_MS)));
  try {
    await page.setContent(html);
    const measured = page.evaluate(
      (count) => (window as unknown as { bench(count: number): Promise<Measured> }).bench(count),
      points,
    );
    measured.catch(() => undefined); // A page that is closed while it measures says so here.
    return await Promise.race([measured, patience]);
  } finally {
    clearTimeout(watch!);
    await page.close();
  }
}

function medians(turns: Measured[]): Measured {
  const median = (field: keyof Measured): number => {
    const sorted = turns.map((turn) => turn[field]).sort((a, b) => a - b);
    return Math.round(10 * sorted[Math.floor(sorted.length / 2)]!) / 10;
  };
  const fields: (keyof Measured)[] = ['firstPaint', 'panFrames', 'lasso', 'selected'];
  return Object.fromEntries(fields.map((field) => [field, median(field)])) as unknown as Measured;
}

void main();
