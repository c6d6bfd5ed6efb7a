import { spawnSync } from 'node:child_process';
import { type AnnData, DenseMatrix } from '../../src/data';
import { Random, startEngine } from '../../src/engine';
import { type ModelName, zoo } from '../../src/models';
import { madeTissue } from '../madeTissue';

/**
 * What the models take on tissues that grow:
 * npx tsx tests/bench/models.ts [--models squint,cifm] [--cells 10000,100000,1000000] [--genes 33] [--json].
 *
 * Made cells at unit density, one epoch, then the vectors of all cells. Each row runs in a process of its own, so that peak
 * memory is that of the row: data, graph, training and results. What is linear in cells shows in the columns for a cell.
 */
interface Row {
  model: string;
  cells: number;
  genes: number;
  provider: string;
  threads: number;
  /** Checking the data, the graph, and compiling the first step. */
  first_step_s: number;
  step_ms: number;
  /** Without the first step. */
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

async function measure(name: ModelName, cells: number, genes: number): Promise<Row> {
  const { provider, threads } = await startEngine();
  const adata = tissueOf(cells, genes);
  const dataMb = process.memoryUsage().rss / 2 ** 20;
  // 12 neighbors of a cell of unit density lie within sqrt(12 / pi).
  const model =
    name === 'cifm'
      ? zoo.create('cifm', { radius: Math.sqrt(12 / Math.PI), validation: 0.01 })
      : zoo.create('squint', {});
  const expected = (await model.summary(adata, { epochs: 1 })).estimates.seconds;
  const begin = performance.now();
  const fitCpu = cpuSeconds();
  const run = model.fit(adata, { epochs: 1, write: false });
  let first = 0;
  for await (const { step } of run) if (step === 1) first = seconds(begin);
  await run;
  const ends = run.reports.map((report) => report.seconds);
  const steps = ends.slice(1).map((end, at) => end - ends[at]);
  const start = performance.now();
  const embedCpu = cpuSeconds();
  await model.embed(adata);
  const embed = seconds(start);
  const epoch = (ends.at(-1) ?? 0) - ends[0];
  return {
    ...{ model: name, cells, genes, provider, threads },
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
    peak_mb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

/** Cells scattered at unit density; bands of tissue express different genes. */
function tissueOf(cells: number, genes: number): AnnData {
  const random = new Random(1);
  const side = Math.sqrt(cells);
  const at = Float64Array.from({ length: 2 * cells }, () => random.uniform(0, side));
  const x = new Float32Array(cells * genes);
  for (let i = 0; i < cells; i++) {
    const band = Math.floor(at[2 * i] / 20) % 4;
    for (let g = 0; g < genes; g++) x[i * genes + g] = random.integer(0, g % 4 === band ? 9 : 3);
  }
  return madeTissue(new DenseMatrix(cells, genes, x), at);
}

const seconds = (since: number): number => (performance.now() - since) / 1000;

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const rounded = (value: number): number => Math.round(100 * value) / 100;

function textOf(flag: string, otherwise: string): string {
  const at = process.argv.indexOf(flag);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
}

/** Measures in another process and reads its last line. */
function elsewhere(name: string, cells: string, genes: string): Row {
  const words = [...process.execArgv, __filename, '--one', name, '--cells', cells, '--genes', genes];
  const { stdout, status } = spawnSync(process.execPath, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${name} on ${cells} cells ended with ${status}`);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Row;
}

async function main(): Promise<void> {
  const [cells, genes] = [textOf('--cells', '10000,100000,1000000'), textOf('--genes', '33')];
  const one = textOf('--one', '');
  if (one) {
    console.log(JSON.stringify(await measure(one as ModelName, Number(cells), Number(genes))));
    return;
  }
  for (const name of textOf('--models', 'squint,cifm').split(',')) {
    for (const size of cells.split(',')) {
      const row = elsewhere(name, size, genes);
      if (process.argv.includes('--json')) console.log(JSON.stringify({ workload: 'models', ...row }));
      else
        console.log(
          Object.entries(row)
            .map(([key, value]) => `${key} ${value}`)
            .join(', '),
        );
    }
  }
}

void main();
