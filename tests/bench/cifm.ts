import { join } from 'node:path';
import { type AnnData, readH5ad } from '../../src/data';
import { startEngine } from '../../src/engine';
import { type CifmOptions, zoo } from '../../src/models';
import { inferExpression, type InferenceScore, regionalSplit } from '../../src/tasks';

/**
 * How well CI-FM infers cells of the osmFISH cortex, beside its baselines, and what it takes:
 * npx tsx tests/bench/cifm.ts [--seeds 3] [--epochs 300] [--options '{"encoderLayers":2}'].
 * Regional split; trained on one region, the best epoch chosen on another, scored on the third, which it has not seen.
 * Needs osmfish_mouse_sscortex.h5ad in TISSUEBOOK_DATA (default ../shared/data). Prints a JSON line for each seed.
 */
async function main(): Promise<void> {
  const { provider, threads } = await startEngine();
  const folder = process.env.TISSUEBOOK_DATA ?? '../shared/data';
  const adata = await readH5ad(join(folder, 'osmfish_mouse_sscortex.h5ad'));
  const { train, validation, test } = regionalSplit(adata);
  const known = adata.subset({ obs: [...train, ...validation] });
  const judges = Array.from(validation, (_, at) => train.length + at);
  const parts = { known, training: adata.subset({ obs: [...train] }), test: adata.subset({ obs: [...test] }), judges };
  const options = JSON.parse(textOf('--options', '{}')) as CifmOptions;
  for (let seed = 0; seed < Number(textOf('--seeds', '3')); seed++) {
    const line = await one(parts, { ...options, seed }, Number(textOf('--epochs', '300')));
    console.log(JSON.stringify({ workload: 'cifm osmFISH', provider, threads, seed, ...line }));
  }
}

interface Parts {
  known: AnnData;
  training: AnnData;
  test: AnnData;
  judges: number[];
}

async function one({ known, training, test, judges }: Parts, options: CifmOptions, epochs: number) {
  const model = zoo.create('cifm', options);
  const begin = performance.now();
  const run = model.fit(known, { epochs, validation: judges, write: false });
  const { summary, warnings } = await run;
  const seconds = (performance.now() - begin) / 1000;
  const steps = run.reports.map(({ seconds: at }, i) => at - (run.reports[i - 1]?.seconds ?? 0)).sort((a, b) => a - b);
  const { scores } = await inferExpression(model, test, { reference: training, labels: 'cell_type', seed: 1 });
  return {
    epochs,
    seconds: rounded(seconds),
    step_ms: Math.round(1000 * steps[steps.length >> 1]),
    degree: rounded(summary.degree),
    warnings,
    scores: scores.map(shown),
  };
}

function shown({ method, alike, ...numbers }: InferenceScore): Record<string, unknown> {
  const scores = Object.entries(numbers).map(([name, value]) => [name, rounded(value)]);
  return { method, ...Object.fromEntries(scores), top5: rounded(alike?.find(({ k }) => k === 5)?.share ?? NaN) };
}

const rounded = (value: number): number => Math.round(1000 * value) / 1000;

function textOf(flag: string, otherwise: string): string {
  const at = process.argv.indexOf(flag);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
}

void main();
