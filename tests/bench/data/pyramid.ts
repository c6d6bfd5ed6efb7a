import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AnnData, CropStore, DenseMatrix, ImageSource, Random, readImage, Table } from '../../../src';
import { names } from '../../madeTissue';
import { writeMadeTiff } from '../../madeTiff';

/**
 * Crops from a tiled pyramid of 20,000 x 20,000 pixels (OME-TIFF, deflate, made data): npx tsx tests/bench/data/pyramid.ts
 * [--side 20000] [--cells 100000] [--keep slide.ome.tif]. Prints a JSON line for each step: crops a second, and the most memory that the
 * process had until then.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      side: { type: 'string', default: '20000' },
      cells: { type: 'string', default: '100000' },
      keep: { type: 'string' },
    },
  });
  const [side, count] = [Number(values.side), Number(values.cells)];
  const folder = mkdtempSync(join(tmpdir(), 'tissuebook-pyramid-'));
  const path = values.keep ?? join(folder, 'slide.ome.tif');
  try {
    let begin = performance.now();
    writePyramid(path, side);
    say({ step: 'written', side, file_mb: Math.round(statSync(path).size / 2 ** 20), seconds: seconds(begin) });
    const image = await readImage(path);
    const source = new ImageSource(image, { unit: 'pixels' });
    const cells = scattered(count, side);
    for (const [step, options] of [
      ['crops of 32 pixels as they are', { side: 32 }],
      ['crops of 28 pixels, 112 wide', { side: 28, width: 112 }],
      ['crops of 28 pixels, 448 wide', { side: 28, width: 448 }],
    ] as const) {
      begin = performance.now();
      let crops = 0;
      for await (const { rows } of source.crops(cells, { ...options, type: 'uint8' })) crops += rows.length;
      say({ step, crops, a_second: Math.round(crops / seconds(begin)), seconds: seconds(begin) });
    }
    begin = performance.now();
    const store = await CropStore.read(source, cells, { side: 28, width: 112, memory: 0, folder });
    const bytes = statSync(join(folder, storeFile(folder))).size;
    say({
      step: 'store on the disk, none of it in memory',
      file_mb: Math.round(bytes / 2 ** 20),
      seconds: seconds(begin),
    });
    begin = performance.now();
    const order = new Random(2).permutation(count);
    for (let at = 0; at < count; at += 64) store.rows(order.subarray(at, at + 64));
    say({ step: 'read from it in batches of 64, in random order', a_second: Math.round(count / seconds(begin)) });
    store.close();
    await source.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Pixels after which the made slide repeats itself: 64 tiles of the finest level are packed, and written again and again. */
const PERIOD = 2048;

/** Slanted bands with grain, so that deflate has work to do. */
export function writePyramid(path: string, side: number): void {
  const grain = new Random(1).fillUniform(65_536, 0, 48);
  const value = (x: number, y: number, c: number): number => {
    const [u, v] = [x % PERIOD, y % PERIOD];
    return 90 + 40 * c + (((u >> 5) + (v >> 6)) & 15) + grain[(u * 131 + v * 977 + c) & 65_535];
  };
  writeMadeTiff(path, { width: side, height: side, samples: 3, levels: 3, micrometers: 0.5, period: PERIOD, value });
}

/** Cells anywhere on the slide, sorted by rows of tiles, as segmentations list them. */
export function scattered(count: number, side: number): AnnData {
  const random = new Random(3);
  const at = Array.from({ length: count }, () => [random.uniform(0, side), random.uniform(0, side)]);
  at.sort((a, b) => Math.floor(a[1] / 256) - Math.floor(b[1] / 256) || a[0] - b[0]);
  return new AnnData({
    obs: new Table(names('cell', count)),
    var: new Table([]),
    obsm: [['spatial', DenseMatrix.fromRows(at)]],
  });
}

const storeFile = (folder: string): string => readdirSync(folder).find((name) => name.endsWith('.crops'))!;
const seconds = (begin: number): number => Math.round((performance.now() - begin) / 10) / 100;
const peak = (): number => Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024); // prettier-ignore
const say = (facts: Record<string, unknown>): void => console.log(JSON.stringify({ workload: 'pyramid', ...facts, peak_mb: peak() })); // prettier-ignore

if (require.main === module) void main();
