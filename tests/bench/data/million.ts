import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type AnnData,
  knnGraph,
  log1p,
  normalizeTotal,
  Random,
  readH5ad,
  SparseMatrix,
  summarizeBlocks,
  writeH5ad,
  zoo,
} from '../../../src';
import { madeTissue } from '../../madeTissue';

/**
 * A million cells of 500 genes without reading them all at once: npx tsx tests/bench/data/million.ts [--cells 1000000]
 * [--genes 500] [--share 0.1] [--keep tissue.h5ad]. A file is simulated by another process, then opened and left on the
 * disk; cells are filtered, a spatial graph of all that stay is built, SQUINT learns from one block and embeds another. Prints
 * a JSON line for each step: seconds, and the most memory that the process had until then.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cells: { type: 'string', default: '1000000' },
      genes: { type: 'string', default: '500' },
      share: { type: 'string', default: '0.1' },
      keep: { type: 'string' },
      simulate: { type: 'string' },
    },
  });
  const [cells, genes, share] = [Number(values.cells), Number(values.genes), Number(values.share)];
  if (values.simulate) {
    await writeH5ad(simulatedTissue(cells, genes, share), values.simulate, { compression: 'gzip' });
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'tissuebook-million-'));
  const path = values.keep ?? join(folder, 'tissue.h5ad');
  try {
    const options = ['--cells', values.cells, '--genes', values.genes, '--share', values.share, '--simulate', path];
    execFileSync(process.execPath, ['--import', 'tsx', __filename, ...options], { stdio: 'inherit' });
    await analyze(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function analyze(path: string): Promise<void> {
  const data = await step('open', async () => {
    const opened = await readH5ad(path, { backed: true });
    return [opened, { cells: opened.nObs, genes: opened.nVars, file_mb: megabytes(statSync(path).size) }];
  });
  const kept = await step('filter: one pass over all cells', async () => {
    const { obs } = await summarizeBlocks(data);
    const { values } = obs.get('total_counts') as { values: Float64Array };
    const enough = Int32Array.from(values.keys()).filter((cell) => values[cell]! >= 110);
    return [enough, { kept: enough.length }];
  });
  await step('variable genes: one pass over normalized blocks', async () => {
    const prepare = (block: AnnData): AnnData => log1p(normalizeTotal(block, { targetSum: 100 }));
    const found = await summarizeBlocks(data, { prepare });
    const { values } = found.var.get('variances') as { values: Float64Array };
    return [found, { largest_variance: rounded(Math.max(...values)) }];
  });
  await step('graph of 6 neighbors', async () => {
    const graph = knnGraph(data.obsm.get('spatial')!.takeRows(kept), { k: 6 });
    return [graph, { edges: graph.nEdges }];
  });
  const size = Math.min(20_000, kept.length >> 1);
  const model = await step('learn from a block', async () => {
    const block = await data.subset({ obs: kept.subarray(0, size) });
    const squint = zoo.create('squint', { preset: 'tiny', seed: 1 });
    await squint.fit(block, { epochs: 1, write: false });
    return [squint, { cells: block.nObs }];
  });
  await step('embed a block', async () => {
    const block = await data.subset({ obs: kept.subarray(size, 2 * size) });
    const latents = await model.embed(block);
    return [latents, { cells: latents.rows, columns: latents.columns }];
  });
}

/** Runs a step and prints what it took; hands on what it gives. */
async function step<T>(name: string, run: () => Promise<[T, Record<string, unknown>]>): Promise<T> {
  const begin = performance.now();
  const [result, facts] = await run();
  const seconds = rounded((performance.now() - begin) / 1000);
  console.log(JSON.stringify({ workload: 'million cells', step: name, ...facts, seconds, peak_mb: peak() }));
  return result;
}

/** Cells at unit density, row by row of the tissue; bands of it express different genes. */
function simulatedTissue(cells: number, genes: number, share: number): AnnData {
  const random = new Random(1);
  const side = Math.ceil(Math.sqrt(cells));
  const at = new Float64Array(2 * cells);
  const indptr = new Int32Array(cells + 1);
  const most = Math.ceil(1.1 * cells * genes * share) + genes;
  const [indices, values] = [new Int32Array(most), new Float32Array(most)];
  let stored = 0;
  for (let i = 0; i < cells; i++) {
    at[2 * i] = (i % side) + random.uniform(0, 1);
    at[2 * i + 1] = Math.floor(i / side) + random.uniform(0, 1);
    const band = Math.floor(at[2 * i + 1]! / 40) % 5;
    for (let gene = random.integer(0, 5); gene < genes; gene += random.integer(1, Math.round(2 / share))) {
      indices[stored] = gene;
      values[stored++] = random.integer(1, gene % 5 === band ? 12 : 4);
    }
    indptr[i + 1] = stored;
  }
  const X = { indptr, indices: indices.slice(0, stored), values: values.slice(0, stored) };
  return madeTissue(new SparseMatrix(cells, genes, X), at);
}

const rounded = (value: number): number => Math.round(100 * value) / 100;
const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

/** The most memory that was resident, in MB. */
function peak(): number {
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024);
}

void main();
