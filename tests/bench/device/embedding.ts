import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { engine, profile, Random, SparseMatrix, zoo } from '../../../src';
import { madeTissue } from '../../madeTissue';

/**
 * Trains SQUINT on a part of a simulated tissue and embeds all of it: npx tsx tests/bench/device/embedding.ts [--cells 1000000]. Prints a JSON
 * line: seconds, cells a second, the most memory, and where the time of the embedding went.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { cells: { type: 'string', default: '1000000' } } });
  const cells = Number(values.cells);
  const { device } = await engine.describe();
  const tissue = simulatedTissue(cells);
  const squint = zoo.create('squint', { preset: 'tiny', seed: 1 });
  const learned = Int32Array.from({ length: Math.min(cells, 20_000) }, (_, cell) => cell);
  await squint.fit(tissue.subset({ obs: learned }), { epochs: 1, write: false, progress: false });
  const { result, profile: where } = await profile(() => squint.embed(tissue), { cells });
  console.log(
    JSON.stringify({
      workload: 'embedding',
      device,
      cells: result.rows,
      columns: result.columns,
      finite: result.values.every(Number.isFinite),
      seconds: Number(where.seconds.toFixed(2)),
      cells_per_second: Math.round(where.rate?.perSecond ?? 0),
      peak_mb: peakMb(),
      parts: where.parts,
    }),
  );
}

/** Cells of 200 genes at unit density, row by row of the tissue; bands of it express different genes. */
function simulatedTissue(cells: number): ReturnType<typeof madeTissue> {
  const [genes, stored] = [200, 20];
  const random = new Random(1);
  const side = Math.ceil(Math.sqrt(cells));
  const at = new Float64Array(2 * cells);
  const [indices, values] = [new Int32Array(cells * stored), new Float32Array(cells * stored)];
  for (let i = 0; i < cells; i++) {
    at[2 * i] = (i % side) + random.uniform(0, 1);
    at[2 * i + 1] = Math.floor(i / side) + random.uniform(0, 1);
    const band = Math.floor(at[2 * i + 1]! / 40) % 5;
    for (let j = 0; j < stored; j++) {
      const gene = 10 * j + random.integer(0, 10);
      indices[i * stored + j] = gene;
      values[i * stored + j] = random.integer(1, gene % 5 === band ? 12 : 4);
    }
  }
  const indptr = Int32Array.from({ length: cells + 1 }, (_, i) => i * stored);
  return madeTissue(new SparseMatrix(cells, genes, { indptr, indices, values }), at);
}

/** The most memory that was resident, in MB; 0 where the system does not say. */
function peakMb(): number {
  if (process.platform !== 'linux') return 0;
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024);
}

void main();
