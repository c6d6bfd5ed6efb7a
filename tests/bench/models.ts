import { type AnnData, DenseMatrix, readH5ad } from '../../src/data';
import { Random, startEngine } from '../../src/engine';
import { type ModelName, zoo } from '../../src/models';
import { withCounts } from '../../src/prepare/values/kindOfValues';
import { madeTissue } from '../madeTissue';
import { madeCounts } from './madeCounts';
import {
  cpuSeconds,
  growthOf,
  numbersOf,
  peakMegabytes,
  printRow,
  rounded,
  rowApart,
  secondsSince,
  textOf,
} from './rows';

/**
 * What the models take on tissues that grow:
 * npx tsx tests/bench/models.ts [--models squint,cifm] [--cells 10000,100000,1000000] [--genes 33] [--share 0.1] [--json].
 *
 * Made cells at unit density, one epoch, then the vectors of all cells. Each row runs in a process of its own, so that peak
 * memory is that of the row: data, graph, training and results. What is linear in cells shows in the columns for a cell, and in the
 * powers of the number of cells that time and memory grow with, a line for each model.
 *
 * --share makes X sparse, with so many of the genes in each cell; else it is dense. SpaFormer and CellPLM have the preset tiny, or the
 * one behind --preset. --file measures on cells of an .h5ad in place of made ones (counts from a layer, if X has none), and --epochs
 * trains longer.
 */
interface Row {
  model: string;
  preset: string;
  cells: number;
  genes: number;
  share: number;
  provider: string;
  threads: number;
  /** Before the first step, and before the last one. */
  first_loss: number;
  last_loss: number;
  /** Checking the data, the graph, and compiling the first step. */
  first_step_s: number;
  step_ms: number;
  /** Without the first step; of all epochs. */
  epoch_s: number;
  epoch_us_per_cell: number;
  embed_s: number;
  embed_us_per_cell: number;
  /** Processor time, which other programs hardly lengthen: of all of fit(), compiling and reading out included, and of embed(). */
  fit_cpu_us_per_cell: number;
  embed_cpu_us_per_cell: number;
  /** Of one epoch, as summary() said before. */
  expected_s: number;
  /** Of the data alone, and of the whole process at its highest. */
  data_mb: number;
  peak_mb: number;
}

type Preset = 'tiny' | 'small' | 'paper';

/** Models that take tissues without further parts, and how each is made. 12 neighbors of a cell of unit density lie within sqrt(12 / pi). */
const MAKE = {
  squint: () => zoo.create('squint', {}),
  cifm: () => zoo.create('cifm', { radius: Math.sqrt(12 / Math.PI), validation: 0.01 }),
  spaformer: (preset: Preset) => zoo.create('spaformer', { preset }),
  cellplm: (preset: Preset) => zoo.create('cellplm', { preset }),
} satisfies Partial<Record<ModelName, (preset: Preset) => unknown>>;

async function measure(name: keyof typeof MAKE, adata: AnnData, epochs: number): Promise<Row> {
  const { provider, threads } = await startEngine();
  const [cells, genes] = [adata.nObs, adata.nVars];
  const X = adata.matrix();
  const preset = textOf('--preset', 'tiny') as Preset;
  const dataMb = process.memoryUsage().rss / 2 ** 20;
  const model = MAKE[name](preset);
  const expected = (await model.summary(adata, { epochs: 1 })).estimates.seconds;
  const begin = performance.now();
  const fitCpu = cpuSeconds();
  const run = model.fit(adata, { epochs, write: false });
  let first = 0;
  for await (const { step } of run) if (step === 1) first = secondsSince(begin);
  await run;
  const ends = run.reports.map((report) => report.seconds);
  const steps = ends.slice(1).map((end, at) => end - ends[at]);
  const start = performance.now();
  const embedCpu = cpuSeconds();
  await model.embed(adata);
  const embed = secondsSince(start);
  const epoch = (ends.at(-1) ?? 0) - ends[0];
  return {
    ...{ model: name, preset, cells, genes, share: rounded(X.values.length / cells / genes), provider, threads },
    first_loss: rounded(run.reports[0].losses.loss ?? NaN),
    last_loss: rounded(run.reports.at(-1)?.losses.loss ?? NaN),
    first_step_s: rounded(first),
    step_ms: rounded(1000 * (steps.sort((a, b) => a - b)[steps.length >> 1] ?? NaN)),
    epoch_s: rounded(epoch),
    epoch_us_per_cell: rounded((1e6 * epoch) / cells),
    embed_s: rounded(embed),
    embed_us_per_cell: rounded((1e6 * embed) / cells),
    fit_cpu_us_per_cell: rounded((1e6 * (embedCpu - fitCpu)) / cells),
    embed_cpu_us_per_cell: rounded((1e6 * (cpuSeconds() - embedCpu)) / cells),
    expected_s: rounded(expected),
    data_mb: Math.round(dataMb),
    peak_mb: peakMegabytes(),
  };
}

/** Cells scattered at unit density; bands of tissue express different genes. */
function tissueOf(cells: number, genes: number, share: number): AnnData {
  const random = new Random(1);
  const side = Math.sqrt(cells);
  const at = Float64Array.from({ length: 2 * cells }, () => random.uniform(0, side));
  const bandOf = (cell: number): number => Math.floor(at[2 * cell] / 20) % 4;
  if (share < 1) return madeTissue(madeCounts(cells, genes, share, bandOf), at);
  const x = new Float32Array(cells * genes);
  for (let i = 0; i < cells; i++) {
    const band = bandOf(i);
    for (let g = 0; g < genes; g++) x[i * genes + g] = random.integer(0, g % 4 === band ? 9 : 3);
  }
  return madeTissue(new DenseMatrix(cells, genes, x), at);
}

async function main(): Promise<void> {
  const [genes, share] = [Number(textOf('--genes', '33')), Number(textOf('--share', '1'))];
  const sizes = numbersOf('--cells', '10000,100000,1000000');
  const [one, file, epochs] = [textOf('--one', ''), textOf('--file', ''), textOf('--epochs', '1')];
  if (one) {
    const adata = file ? withCounts(await readH5ad(file)) : tissueOf(sizes[0], genes, share);
    console.log(JSON.stringify(await measure(one as keyof typeof MAKE, adata, Number(epochs))));
    return;
  }
  const same = ['--preset', textOf('--preset', 'tiny'), '--epochs', epochs, ...(file ? ['--file', file] : [])];
  for (const name of textOf('--models', 'squint,cifm').split(',')) {
    const rows: Row[] = [];
    for (const cells of file ? [0] : sizes) {
      const words = ['--one', name, '--cells', `${cells}`, '--genes', `${genes}`, '--share', `${share}`, ...same];
      rows.push(rowApart<Row>(__filename, words));
      printRow('models', rows.at(-1)!);
    }
    if (rows.length > 1) printRow('growth', growthRow(name, rows));
  }
}

/** The powers of the number of cells that a model's time and memory beyond the data grow with. */
function growthRow(model: string, rows: readonly Row[]): object {
  const power = (value: (row: Row) => number): number =>
    Number(
      growthOf(
        rows.map(({ cells }) => cells),
        rows.map(value),
      ).toFixed(2),
    );
  return {
    model,
    epoch: power(({ epoch_s }) => epoch_s),
    embed: power(({ embed_s }) => embed_s),
    embed_cpu: power(({ embed_cpu_us_per_cell, cells }) => embed_cpu_us_per_cell * cells),
    memory: power(({ peak_mb }) => peak_mb),
    memory_beyond_data: power(({ peak_mb, data_mb }) => peak_mb - data_mb),
  };
}

void main();
