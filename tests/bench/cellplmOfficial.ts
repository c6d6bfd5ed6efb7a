import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnnData, Table, toColumn } from '../../src/data';
import { Parameters, startEngine } from '../../src/engine';
import { zoo } from '../../src/models';
import { cellplmReader } from '../../src/models/cellplm/checkpoint';
import { cellplmConfig } from '../../src/models/cellplm/config';
import { OFFICIAL_SIZES } from '../../src/models/cellplm/official/config';
import { saveModel } from '../../src/models/training/modelFile';
import { names } from '../madeTissue';
import { madeCounts } from './madeCounts';
import { cpuSeconds, numbersOf, peakMegabytes, printRow, rounded, rowApart, secondsSince, textOf } from './rows';

/**
 * CellPLM at the size of the published weights, with random ones: how long a file of 289 MB takes to load, how many cells a second get
 * their vector, what a step of fine-tuning takes, and how much memory.
 *
 *     npx tsx tests/bench/cellplmOfficial.ts [--cells 48082] [--tune 1000] [--parts write,embed,tune] [--json]
 *
 * Each part is a process of its own, whose memory is its own. 48,082 cells are those that the paper embeds without training.
 */

/** Genes that a cell expresses, of the vocabulary; and genes of the panel that is fine-tuned on, as in the authors' annotation. */
const EXPRESSED = 1500;
const PANEL = 3000;
const GENES = Array.from({ length: OFFICIAL_SIZES.genes }, (_, i) => `ENSG${String(i).padStart(11, '0')}`);

/** Made counts, and one of five labels. */
function made(cells: number, genes: number, expressed: number): AnnData {
  const obs = new Table(names('cell', cells));
  obs.set('type', toColumn(Array.from({ length: cells }, (_, i) => `type ${i % 5}`)));
  const X = madeCounts(cells, genes, expressed / genes);
  return new AnnData({ X, obs, var: new Table(GENES.slice(0, genes)) });
}

async function write(path: string): Promise<object> {
  await startEngine();
  const config = cellplmConfig({ preset: 'official' });
  const sizes = { batches: OFFICIAL_SIZES.batches, datasets: OFFICIAL_SIZES.datasets };
  const state = {
    ...{ config, features: GENES, task: 'expression' as const, values: 'counts' as const, scale: 0, batches: [''] },
    ...{ covariates: sizes, classes: [], untrained: [], parameters: new Parameters() },
  };
  cellplmReader.create(state, state.parameters);
  await saveModel(path, cellplmReader, state);
  return { numbers: state.parameters.count(), peak_mb: peakMegabytes() };
}

async function embed(path: string, cells: number): Promise<object> {
  const { provider, threads } = await startEngine();
  const engine_mb = peakMegabytes();
  const begin = performance.now();
  const model = await zoo.load('cellplm', path);
  const [load_s, loaded_mb] = [secondsSince(begin), peakMegabytes()];
  await model.embed(made(64, GENES.length, EXPRESSED));
  const adata = made(cells, GENES.length, EXPRESSED);
  const data_mb = Math.round(process.memoryUsage().rss / 2 ** 20);
  const [start, cpu] = [performance.now(), cpuSeconds()];
  const vectors = await model.embed(adata);
  const embed_s = secondsSince(start);
  if (vectors.rows !== cells || !vectors.values.every(Number.isFinite)) throw new Error('no vectors');
  return {
    ...{ cells, entries: cells * EXPRESSED, provider, threads, engine_mb },
    ...{ load_s: rounded(load_s), loaded_mb, data_mb, embed_s: rounded(embed_s) },
    cells_per_s: rounded(cells / embed_s),
    embed_cpu_ms_per_cell: rounded((1000 * (cpuSeconds() - cpu)) / cells),
    vectors_mb: Math.round(vectors.values.byteLength / 2 ** 20),
    peak_mb: peakMegabytes(),
  };
}

async function tune(path: string, cells: number): Promise<object> {
  await startEngine();
  const panel = made(cells, PANEL, EXPRESSED / 3);
  const model = zoo.create('cellplm', { preset: 'official', latentKind: 'point', epochs: 4 });
  const times: number[] = [performance.now()];
  const run = model.fit(panel, { labels: 'type', from: path, write: false, progress: false });
  for await (const report of run) if (report) times.push(performance.now());
  await run;
  const steps = times.slice(1).map((time, at) => rounded((time - times[at]) / 1000));
  return { cells, genes: PANEL, first_step_s: steps[0], step_s: Math.min(...steps.slice(1)), peak_mb: peakMegabytes() };
}

async function main(): Promise<void> {
  const [[cells], [tuned]] = [numbersOf('--cells', '48082'), numbersOf('--tune', '1000')];
  const parts: Record<string, (path: string) => Promise<object>> = {
    write,
    embed: (path) => embed(path, cells),
    tune: (path) => tune(path, tuned),
  };
  const one = textOf('--one', '');
  if (one) {
    console.log(JSON.stringify(await parts[one](textOf('--file', ''))));
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'cellplm-'));
  try {
    for (const part of textOf('--parts', Object.keys(parts).join()).split(',')) {
      const words = ['--one', part, '--file', join(folder, 'official.safetensors'), ...process.argv.slice(2)];
      printRow(part, { part, ...rowApart<object>(__filename, words) });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
