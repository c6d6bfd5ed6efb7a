import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { asinh, type AnnData, datasets, valuesOf } from '../../src';
import { Random, startEngine } from '../../src/engine';
import { type Cifm, type CifmOptions, zoo } from '../../src/models';
import { inferExpression, type InferenceScore } from '../../src/tasks';
import { injectionsOf, meanOf, rounded } from './cifmInjection';

/**
 * How well CI-FM infers cells of breast tumours it has not seen, and what it answers to injected T cells:
 * npx tsx tests/bench/cifmTumours.ts [--seeds 3] [--first 0] [--epochs 30] [--options '{"encoderLayers":2}'] [--no-injection]
 * [--keep FOLDER]. Eleven patients to train on, one to choose the best epoch by, seven to be scored; the same split for every
 * seed. --keep writes the trained models into a folder, and takes those that it finds there instead of training.
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
  const { model, ...fitted } = await trained(known, judges, options, epochs);
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
  return { epochs, ...fitted, methods, ...(injections && { injections }) };
}

async function trained(known: AnnData, judges: number[], options: CifmOptions, epochs: number) {
  const folder = textOf('--keep', '');
  const path = join(folder, `cifmTumours-${options.seed}.safetensors`);
  if (folder !== '' && existsSync(path)) return { model: (await zoo.load('cifm', path)) as Cifm };
  const model = zoo.create('cifm', { section: 'patient', batchSize: 1500, ...options });
  const begin = performance.now();
  const { summary, warnings } = await model.fit(known, { epochs, validation: judges, write: false });
  if (folder !== '') await model.save(path);
  return { model, seconds: rounded((performance.now() - begin) / 1000), degree: rounded(summary.degree), warnings };
}

function textOf(flag: string, otherwise: string): string {
  const at = process.argv.indexOf(flag);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
}

void main();
