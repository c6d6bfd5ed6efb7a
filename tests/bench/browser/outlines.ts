import { parseArgs } from 'node:util';
import { launchChrome } from '../../browser/launchChrome';
import type { MeasuredOutlines } from './outlines.page';
import { pageOf } from './pageOf';

type Bench = Window & { bench(name: string, count: number): Promise<MeasuredOutlines> };

/**
 * Times outlines of cells in a real browser, twenty corners each: npx tsx tests/bench/browser/outlines.ts [--cells 20000,100000,500000]
 * [--repeat 3]. Our view, which asks a kernel in the page for outlines beyond 500,000 corners, and a plain canvas take turns, each in a
 * fresh page; a JSON line each with the medians.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { cells: { type: 'string', default: '20000,100000,500000' }, repeat: { type: 'string', default: '3' } },
  });
  const html = await pageOf('outlines');
  const browser = await launchChrome();
  const timed = async (name: string, count: number): Promise<MeasuredOutlines> => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    await page.setContent(html);
    return page
      .evaluate(([n, c]) => (window as unknown as Bench).bench(n, c), [name, count] as const)
      .finally(() => page.close());
  };
  try {
    for (const count of values.cells.split(',').map(Number)) {
      const turns = new Map<string, MeasuredOutlines[]>([['tissuebook', []], ['canvas', []]]); // prettier-ignore
      for (let turn = 0; turn < Number(values.repeat); turn++) {
        for (const [name, list] of turns) list.push(await timed(name, count));
      }
      for (const [name, list] of turns) console.log(JSON.stringify({ count, name, ...medians(list) }));
    }
  } finally {
    await browser.close();
  }
}

function medians(turns: MeasuredOutlines[]): MeasuredOutlines {
  const middle = (field: keyof MeasuredOutlines): number => {
    const sorted = turns.map((turn) => turn[field]).sort((a, b) => a - b);
    return Math.round(10 * sorted[Math.floor(sorted.length / 2)]!) / 10;
  };
  const fields = Object.keys(turns[0]!) as (keyof MeasuredOutlines)[];
  return Object.fromEntries(fields.map((field) => [field, middle(field)])) as unknown as MeasuredOutlines;
}

void main();
