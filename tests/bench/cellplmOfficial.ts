import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnnData, SparseMatrix, Table, toColumn } from '../../src/data';
import { Parameters, startEngine } from '../../src/engine';
import { zoo } from '../../src/models';
import { cellplmReader } from '../../src/models/cellplm/checkpoint';
import { cellplmConfig } from '../../src/models/cellplm/config';
import { OFFICIAL_SIZES } from '../../src/models/cellplm/official/config';
import { saveModel } from '../../src/models/training/modelFile';
import { Random } from '../../src/random';

/**
 * CellPLM at the size of the published weights, with random ones: how long a file of 289 MB takes to load, how many cells a second get
 * their vector, what a step of fine-tuning takes, and how much memory.
 *
 *     npx tsx tests/bench/cellplmOfficial.ts
 */

const CELLS = 1000;
/** Genes that a cell expresses, of the vocabulary; and genes of the panel that is fine-tuned on, as in the authors' annotation. */
const EXPRESSED = 1500;
const PANEL = 3000;
const GENES = Array.from({ length: OFFICIAL_SIZES.genes }, (_, i) => `ENSG${String(i).padStart(11, '0')}`);

/** Random counts of random genes, and one of five labels. */
function made(cells: number, genes: number, expressed: number): AnnData {
  const random = new Random(1);
  const indices = new Int32Array(cells * expressed);
  for (let i = 0; i < cells; i++) indices.set(Int32Array.from(random.choice(genes, expressed)).sort(), i * expressed);
  const obs = new Table(Array.from({ length: cells }, (_, i) => `cell${i}`));
  obs.set('type', toColumn(Array.from({ length: cells }, (_, i) => `type ${i % 5}`)));
  return new AnnData({
    X: new SparseMatrix(cells, genes, {
      indptr: Int32Array.from({ length: cells + 1 }, (_, i) => i * expressed),
      indices,
      values: Float32Array.from(indices, () => random.integer(1, 6)),
    }),
    obs,
    var: new Table(GENES.slice(0, genes)),
  });
}

const megabytes = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

async function timed<T>(what: string, run: () => Promise<T>): Promise<[T, number]> {
  const begin = performance.now();
  const result = await run();
  const seconds = (performance.now() - begin) / 1000;
  console.log(`${what}: ${seconds.toFixed(2)} s, at most ${megabytes()} MB so far`);
  return [result, seconds];
}

async function write(path: string): Promise<void> {
  await startEngine();
  const config = cellplmConfig({ preset: 'official' });
  const sizes = { batches: OFFICIAL_SIZES.batches, datasets: OFFICIAL_SIZES.datasets };
  const state = {
    ...{ config, features: GENES, task: 'expression' as const, values: 'counts' as const, scale: 0, batches: [''] },
    ...{ covariates: sizes, classes: [], untrained: [], parameters: new Parameters() },
  };
  cellplmReader.create(state, state.parameters);
  console.log(`${state.parameters.count()} numbers`);
  await saveModel(path, cellplmReader, state);
}

async function measure(path: string): Promise<void> {
  await startEngine();
  console.log(`engine: at most ${megabytes()} MB so far`);
  const [model] = await timed('load', () => zoo.load('cellplm', path));
  const cells = made(CELLS, GENES.length, EXPRESSED);
  await model.embed(made(64, GENES.length, EXPRESSED));
  const [, seconds] = await timed(`vectors of ${CELLS} cells`, () => model.embed(cells));
  console.log(`${Math.round(CELLS / seconds)} cells a second`);
}

async function tune(path: string): Promise<void> {
  await startEngine();
  const panel = made(CELLS, PANEL, EXPRESSED / 3);
  const model = zoo.create('cellplm', { preset: 'official', latentKind: 'point', epochs: 4 });
  const times: number[] = [performance.now()];
  const run = model.fit(panel, { labels: 'type', from: path, write: false, progress: false });
  for await (const report of run) if (report) times.push(performance.now());
  await run;
  const steps = times.slice(1).map((time, at) => ((time - times[at]!) / 1000).toFixed(1));
  console.log(
    `steps of fine-tuning, ${CELLS} cells x ${PANEL} genes: ${steps.join(', ')} s (the first compiles); at most ${megabytes()} MB`,
  );
}

async function main(): Promise<void> {
  const [part, path] = process.argv.slice(2);
  const parts = { write, measure, tune };
  if (part && path) return parts[part as keyof typeof parts](path);
  const folder = mkdtempSync(join(tmpdir(), 'cellplm-'));
  // Each part in a process of its own: its memory is its own.
  for (const each of Object.keys(parts)) {
    spawnSync('npx', ['tsx', __filename, each, join(folder, 'official.safetensors')], { stdio: 'inherit' });
  }
  rmSync(folder, { recursive: true });
}

void main();
