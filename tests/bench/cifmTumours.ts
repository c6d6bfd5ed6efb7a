import { join } from 'node:path';
import { asinh, type AnnData, coordinates, datasets, valuesOf } from '../../src';
import { Random, startEngine } from '../../src/engine';
import { type Cifm, type CifmOptions, drawInjection, zoo } from '../../src/models';
import { inferExpression, type InferenceScore, LinearProbe, tCells } from '../../src/tasks';

/**
 * How well CI-FM infers cells of breast tumours it has not seen, and what it answers to injected T cells:
 * npx tsx tests/bench/cifmTumours.ts [--seeds 3] [--first 0] [--epochs 30] [--options '{"encoderLayers":2}'] [--no-injection].
 * Eleven patients to train on, one to choose the best epoch by, seven to be scored; the same split for every seed. The
 * injection is repeated in each of the seven: 60 T cells, or 60 tumour cells at the same places, in pieces of 400 cells.
 * Needs keren_tnbc_mibi.h5ad in TISSUEBOOK_DATA (default ../shared/data). Prints a JSON line for each seed.
 */
async function main(): Promise<void> {
  const { provider, threads } = await startEngine();
  const parts = await splitOf();
  const options = JSON.parse(textOf('--options', '{}')) as CifmOptions;
  const first = Number(textOf('--first', '0'));
  for (let seed = first; seed < first + Number(textOf('--seeds', '3')); seed++) {
    const line = await one(parts, { ...options, seed }, Number(textOf('--epochs', '30')));
    console.log(JSON.stringify({ workload: 'cifm Keren', provider, threads, seed, options, ...line }));
  }
}

interface Parts {
  /** Training patients, then the one that chooses the epoch. */
  known: AnnData;
  judges: number[];
  training: AnnData;
  tests: AnnData[];
}

async function splitOf(): Promise<Parts> {
  const folder = process.env.TISSUEBOOK_DATA ?? '../shared/data';
  const adata = asinh(await datasets.load(join(folder, 'keren_tnbc_mibi.h5ad')), { cofactor: 0.2 });
  const patients = valuesOf(adata.column('patient')).map(String);
  const names = [...new Set(patients)].sort();
  const order = [...new Random(0).fork('patients').permutation(names.length)].map((at) => names[at]);
  const cellsOf = (chosen: readonly string[]): number[] =>
    [...patients.keys()].filter((cell) => chosen.includes(patients[cell]));
  const train = cellsOf(order.slice(0, 11));
  const judge = cellsOf(order.slice(11, 12));
  return {
    known: adata.subset({ obs: [...train, ...judge] }),
    judges: judge.map((_, at) => train.length + at),
    training: adata.subset({ obs: train }),
    tests: order.slice(12).map((name) => adata.subset({ obs: cellsOf([name]) })),
  };
}

async function one({ known, judges, training, tests }: Parts, options: CifmOptions, epochs: number) {
  const model = zoo.create('cifm', { section: 'patient', batchSize: 1500, ...options });
  const begin = performance.now();
  const { facts, warnings } = await model.fit(known, { epochs, validation: judges, write: false });
  const seconds = (performance.now() - begin) / 1000;
  const scored: (readonly InferenceScore[])[] = [];
  for (const test of tests) scored.push((await inferExpression(model, test, { reference: training, seed: 1 })).scores);
  const methods = scored[0].slice(0, 3).map(({ method }, at) => ({
    method,
    bmse: meanOf(scored.map((scores) => scores[at].bmse)),
    mse: meanOf(scored.map((scores) => scores[at].mse)),
    spearman: meanOf(scored.map((scores) => scores[at].spearman)),
    geneSpearman: meanOf(scored.map((scores) => scores[at].geneSpearman)),
  }));
  const injections = process.argv.includes('--no-injection') ? undefined : await injectionsOf(model, training, tests);
  return { epochs, seconds: rounded(seconds), degree: rounded(facts.degree), warnings, methods, ...injections };
}

/**
 * Share of T cells among the native cells when T cells are put in, less that when nothing is (injected), and when tumour cells
 * are (beyondControl), in each tumour. Added cells, and the classifier that calls types, come from the training patients.
 */
async function injectionsOf(model: Cifm, training: AnnData, tests: readonly AnnData[]) {
  const known = await model.prepared(training);
  const names = valuesOf(training.column('cell_type')).map(String);
  const { types } = tCells(training, 'cell_type');
  const random = new Random(0);
  const some = Array.from(random.choice(names.length, 8000));
  const probe = LinearProbe.fit(
    known.takeRows(some),
    some.map((cell) => names[cell]),
  );
  const pools = [(name: string) => types.includes(name), (name: string) => name === 'Tumor'].map((fits) =>
    [...names.keys()].filter((cell) => fits(names[cell])),
  );
  const found: number[][] = [];
  for (const test of tests) {
    const { points } = coordinates(test);
    const shares: number[][] = [];
    for (let seed = 0; seed < 9; seed++) {
      const options = { fieldCells: 400, cells: 60, pools: [] };
      const draw = drawInjection(points, new Int32Array(test.nObs), options, seed);
      const field = test.subset({ obs: [...draw.field] });
      const added = pools.map((pool) => ({
        expression: known.takeRows(Array.from({ length: 60 }, () => pool[random.integer(0, pool.length)])),
        locations: draw.places,
      }));
      const arms: number[] = [];
      for (const arm of [...added, undefined]) {
        const called = probe.predict(await model.respond(field, arm, { seed }));
        arms.push(called.filter((name) => types.includes(name)).length / called.length);
      }
      shares.push(arms);
    }
    found.push([0, 1, 2].map((arm) => shares.reduce((sum, arms) => sum + arms[arm], 0) / shares.length));
  }
  const beyondControl = found.map(([t, tumour]) => rounded(t - tumour));
  const injected = found.map(([t, , nothing]) => rounded(t - nothing));
  return { beyondControl, injected, up: beyondControl.filter((value) => value > 0).length };
}

const meanOf = (values: readonly number[]): number => rounded(values.reduce((a, b) => a + b, 0) / values.length);

const rounded = (value: number): number => Math.round(1000 * value) / 1000;

function textOf(flag: string, otherwise: string): string {
  const at = process.argv.indexOf(flag);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
}

void main();
