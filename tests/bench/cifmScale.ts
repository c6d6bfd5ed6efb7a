import { readFileSync, writeFileSync } from 'node:fs';
import { AnnData, DenseMatrix, Table } from '../../src/data';
import { Random, startEngine } from '../../src/engine';
import { zoo } from '../../src/models';

/**
 * What CI-FM takes on larger tissues: npx tsx tests/bench/cifmScale.ts [--cells 20000,100000] [--genes 33].
 * Made cells, 12 within reach of each. For each size a JSON line: seconds to check the data and compile the first step,
 * milliseconds of a step (median), seconds of an epoch, seconds to embed all cells, peak memory. What is linear in cells
 * shows in the columns for a cell.
 */
async function main(): Promise<void> {
  const { provider, threads } = await startEngine();
  const genes = Number(textOf('--genes', '33'));
  for (const cells of textOf('--cells', '20000,100000').split(',').map(Number)) {
    console.log(
      JSON.stringify({ workload: 'cifm scale', provider, threads, cells, genes, ...(await one(cells, genes)) }),
    );
  }
}

async function one(cells: number, genes: number): Promise<Record<string, number>> {
  const adata = tissueOf(cells, genes);
  writeFileSync('/proc/self/clear_refs', '5');
  // 12 neighbours of a cell of unit density lie within sqrt(12 / pi).
  const model = zoo.create('cifm', { radius: Math.sqrt(12 / Math.PI), validation: 0.01 });
  const begin = performance.now();
  const run = model.fit(adata, { epochs: 2, write: false });
  let first = 0;
  for await (const { step } of run) if (step === 1) first = performance.now() - begin;
  await run;
  const total = (performance.now() - begin) / 1000;
  const { reports } = run;
  const steps = reports.map(({ seconds }, i) => seconds - (reports[i - 1]?.seconds ?? 0)).slice(2);
  const epoch = reports.at(-1)!.seconds - reports[reports.length / 2 - 1].seconds;
  const start = performance.now();
  await model.embed(adata);
  const embed = (performance.now() - start) / 1000;
  return {
    first_step_s: rounded(first / 1000),
    step_ms: Math.round(1000 * steps.sort((a, b) => a - b)[steps.length >> 1]),
    epoch_s: rounded(epoch),
    epoch_us_per_cell: Math.round((1e6 * epoch) / cells),
    fit_s: rounded(total),
    embed_s: rounded(embed),
    embed_us_per_cell: Math.round((1e6 * embed) / cells),
    peak_mb: Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024),
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
  const names = (prefix: string, n: number): string[] => Array.from({ length: n }, (_, i) => `${prefix}${i}`);
  return new AnnData({
    X: new DenseMatrix(cells, genes, x),
    obs: new Table(names('cell', cells)),
    var: new Table(names('gene', genes)),
    obsm: [['spatial', new DenseMatrix(cells, 2, at)]],
  });
}

const rounded = (value: number): number => Math.round(100 * value) / 100;

function textOf(flag: string, otherwise: string): string {
  const at = process.argv.indexOf(flag);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
}

void main();
