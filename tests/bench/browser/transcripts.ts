import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchChrome } from '../../browser/launchChrome';
import { AnnData, categorical, DenseMatrix, readTranscripts, Table, type Transcripts } from '../../../src/data';
import { MAX_TILE_DOTS, type TranscriptQuestion } from '../../../src/protocol';
import { Random } from '../../../src/random';
import { spatialView } from '../../../src/views';
import { pageOf } from './pageOf';
import type { MeasuredDots } from './transcripts.page';

type Bench = Window & { bench(payload: unknown, steps: readonly number[]): Promise<{ first: number; views: MeasuredDots[] }> }; // prettier-ignore

const GENES = 300;

/**
 * Made transcripts of 300 genes, of which the first has a third: npx tsx tests/bench/browser/transcripts.ts [--count 10000000] [--screenshot file.png]. JSON lines: seconds
 * and memory of sorting, milliseconds to open what was sorted and to read a tile, and in a real browser, for one and for six genes, milliseconds until all dots of the first view
 * are there, then from afar, nearer and near: dots, frames a second while panning, the longest frame, memory of the page.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { count: { type: 'string', default: '10000000' }, screenshot: { type: 'string' } } }); // prettier-ignore
  const folder = mkdtempSync(join(tmpdir(), 'transcripts-bench-'));
  try {
    const path = join(folder, 'transcripts.csv');
    await writeTable(path, Number(values.count));
    const transcripts = await sorted(path, folder);
    await shown(transcripts, values.screenshot);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Transcripts gathered around 40,000 cells, field of view by field of view. */
async function writeTable(path: string, count: number): Promise<void> {
  const random = new Random(7);
  const file = createWriteStream(path);
  file.write('transcript_id,cell_id,feature_name,x_location,y_location,qv\n');
  for (let from = 0; from < count; from += 20_000) {
    const lines: string[] = [];
    for (let i = from; i < Math.min(count, from + 20_000); i++) {
      const cell = Math.min(39_999, Math.floor((40_000 * (i + 500 * random.uniform())) / count));
      const gene = random.uniform() < 1 / 3 ? 0 : 1 + Math.floor((GENES - 1) * random.uniform() ** 2);
      const [x, y] = [(cell % 200) * 40 + 20 * (1 + random.normal() * 0.4), Math.floor(cell / 200) * 40 + 20 * (1 + random.normal() * 0.4)]; // prettier-ignore
      lines.push(`${i},c${cell},GENE${gene},${x.toFixed(3)},${y.toFixed(3)},30\n`);
    }
    if (!file.write(lines.join(''))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

async function sorted(path: string, cache: string): Promise<Transcripts> {
  let peak = 0;
  const before = process.memoryUsage().rss;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
  let start = performance.now();
  const transcripts = await readTranscripts(path, { cache });
  const seconds = (performance.now() - start) / 1000;
  clearInterval(watch);
  start = performance.now();
  (await readTranscripts(path, { cache })).close();
  const again = performance.now() - start;
  start = performance.now();
  let dots = 0;
  for (let t = 0; t < 64; t++) dots += transcripts.tile('GENE0', { level: 3, column: t % 8, row: t >> 3 }, MAX_TILE_DOTS).of; // prettier-ignore
  const tile = (performance.now() - start) / 64;
  console.log(JSON.stringify({ transcripts: transcripts.total, tableMegabytes: rounded(statSync(path).size / 1e6), seconds: rounded(seconds), memoryMegabytes: rounded((peak - before) / 1e6), openMs: rounded(again), tileMs: rounded(tile), dotsInTile: rounded(dots / 64) })); // prettier-ignore
  return transcripts;
}

async function shown(transcripts: Transcripts, screenshot: string | undefined): Promise<void> {
  const names = Array.from({ length: 40_000 }, (_, i) => `c${i}`);
  const obs = new Table(names);
  obs.set('kind', categorical(names.map((_, i) => (i % 7 < 3 ? 'a' : 'b'))));
  const places = DenseMatrix.fromRows(names.map((_, i) => [20 + 40 * (i % 200), 20 + 40 * Math.floor(i / 200)]));
  const adata = new AnnData({ obs, var: new Table([]), obsm: [['spatial', places]], uns: new Map([['spatial_unit', 'um']]) }); // prettier-ignore
  const html = await pageOf('transcripts');
  const browser = await launchChrome();
  try {
    for (const count of [1, 6]) {
      const genes = Array.from({ length: count }, (_, g) => `GENE${g}`);
      const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
      page.on('pageerror', (error) => console.error(error.message));
      page.on('console', (message) => message.type() === 'error' && console.error(message.text()));
      await page.exposeFunction('askKernel', (question: TranscriptQuestion | null) => answered(transcripts, question));
      await page.setContent(html);
      const { payload } = spatialView(adata, { color: 'kind', transcripts, genes });
      const { first, views } = await page.evaluate(([value, steps]) => (window as unknown as Bench).bench(value, steps), [payload, [0, 6, 8]] as const); // prettier-ignore
      console.log(JSON.stringify({ genes: count, payloadKilobytes: rounded(JSON.stringify(payload.kind === 'spatial' ? payload.transcripts : {}).length / 1e3), firstMs: rounded(first), views: views.map((view) => Object.fromEntries(Object.entries(view).map(([name, value]) => [name, rounded(value as number)]))) })); // prettier-ignore
      if (screenshot) await page.screenshot({ path: screenshot.replace('.png', `-${count}.png`), fullPage: true });
      await page.close();
    }
  } finally {
    await browser.close();
  }
}

function answered(transcripts: Transcripts, question: TranscriptQuestion | null): { message: unknown; base64: string } {
  const { genes } = transcripts;
  if (question?.ask !== 'tiles') {
    return { message: { facts: { genes, counts: genes.map((gene) => transcripts.count(gene)), depths: genes.map((gene) => transcripts.depth(gene)) } }, base64: '' }; // prettier-ignore
  }
  const tiles = question.tiles.map((tile) => transcripts.tile(question.gene, tile, MAX_TILE_DOTS));
  const bytes = Buffer.concat(tiles.map(({ places }) => Buffer.from(places.buffer, places.byteOffset, places.byteLength))); // prettier-ignore
  return { message: { id: question.id, dots: tiles.map(({ places }) => places.length / 2), of: tiles.map(({ of }) => of) }, base64: bytes.toString('base64') }; // prettier-ignore
}

const rounded = (value: number): number => Math.round(100 * value) / 100;

void main();
