import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type AnnData, DenseMatrix, ImageSource, Random, readImage, Table, zoo } from '../../../src';
import { names } from '../../madeTissue';
import { scattered, writePyramid } from './pyramid';

/** Genes of the made cells. */
const GENES = 50;

/**
 * Cells with pictures embedded by a model whose networks are small: npx tsx tests/bench/data/embedPictures.ts --model stalign|spatia
 * [--cells 100000] [--side 20000]. The slide is a pyramid of made data; the model learns from 2,000 cells for one epoch, which says
 * nothing of its quality. Prints a JSON line for each step: seconds, and the most memory that the process had until then.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      model: { type: 'string', default: 'stalign' },
      cells: { type: 'string', default: '100000' },
      side: { type: 'string', default: '20000' },
    },
  });
  const [count, side] = [Number(values.cells), Number(values.side)];
  const folder = mkdtempSync(join(tmpdir(), 'tissuebook-pictures-'));
  try {
    const path = join(folder, 'slide.ome.tif');
    await step('slide', async () => writePyramid(path, side));
    const image = new ImageSource(await readImage(path), { unit: 'pixels' });
    const cells = expressed(scattered(count, side));
    const model =
      values.model === 'spatia'
        ? zoo.create('spatia', { preset: 'tiny', levels: 'cell' })
        : zoo.create('stalign', { preset: 'tiny', batch: 64 });
    const few = cells.subset({ obs: Array.from({ length: Math.min(2000, count) }, (_, i) => i) });
    await step(
      'learn from 2,000 cells',
      async () => void (await model.fit({ cells: few, image }, { epochs: 1, write: false, progress: false })),
    );
    for (const part of [0.25, 1]) {
      const size = Math.round(part * count);
      const asked = cells.subset({ obs: Array.from({ length: size }, (_, i) => i) });
      const begin = performance.now();
      const { values: vectors } = await step(`embed the pictures of ${size} cells`, () =>
        model.embedImages({ cells: asked, image }),
      );
      console.log(JSON.stringify({ cells: vectors.rows, width: vectors.columns, a_second: Math.round((1000 * size) / (performance.now() - begin)) })); // prettier-ignore
    }
    await image.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function expressed(cells: AnnData): AnnData {
  const random = new Random(4);
  const X = new DenseMatrix(cells.nObs, GENES, Float32Array.from({ length: cells.nObs * GENES }, () => random.integer(0, 9))); // prettier-ignore
  return cells.with({ X, var: new Table(names('gene', GENES)) });
}

async function step<T>(name: string, run: () => PromiseLike<T>): Promise<T> {
  const begin = performance.now();
  const result = await run();
  const seconds = Math.round((performance.now() - begin) / 10) / 100;
  const peak = Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024);
  console.log(JSON.stringify({ workload: 'pictures', step: name, seconds, peak_mb: peak }));
  return result;
}

void main();
