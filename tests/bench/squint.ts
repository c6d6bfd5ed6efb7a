/**
 * Quality of SQUINT on measured data, beside the baselines:
 *
 *     npx tsx tests/bench/squint.ts [tokens] [imputation] [stratification] [--seeds 0,1,2]
 *
 * Data are read from the folder in TISSUEBOOK_DATA (default ../shared/data). Ends with code 1 when a mean misses its mark;
 * the marks are what a PyTorch version of the same model reached on these files, a little loosened.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { asinh, datasets, imputePatch, normalizedMutualInformation, stratify, valuesOf, zoo } from '../../src';
import type { AnnData, Squint } from '../../src';

const folder = process.env['TISSUEBOOK_DATA'] ?? join(__dirname, '..', '..', '..', 'shared', 'data');
const parts = { tokens, imputation, stratification };
type Part = keyof typeof parts;

/** A measured number with the mark that it should reach. */
interface Line {
  what: string;
  values: number[];
  least?: number;
  most?: number;
}

const load = (name: string): Promise<AnnData> => datasets.load(join(folder, `${name}.h5ad`));

const labelsOf = (adata: AnnData, name: string): string[] => valuesOf(adata.column(name)).map(String);

/** Tokens of the mouse cortex: 64 codes, 30 epochs. */
async function tokens(seeds: number[]): Promise<Line[]> {
  const adata = await load('osmfish_mouse_sscortex');
  const [used, perplexity, region, type, seconds]: number[][] = [[], [], [], [], []];
  for (const seed of seeds) {
    const begin = performance.now();
    const { summary } = await zoo.create('squint', { seed }).fit(adata, { epochs: 30 });
    seconds!.push((performance.now() - begin) / 1000);
    const found = labelsOf(adata, 'squint_token');
    used!.push(summary.use.share);
    perplexity!.push(summary.use.perplexity);
    region!.push(normalizedMutualInformation(found, labelsOf(adata, 'region')));
    type!.push(normalizedMutualInformation(found, labelsOf(adata, 'cell_type')));
  }
  return [
    { what: 'codes used', values: used!, least: 0.8 },
    { what: 'perplexity', values: perplexity!, least: 35 },
    { what: 'NMI with region', values: region!, least: 0.42 },
    { what: 'NMI with cell type', values: type!, least: 0.3 },
    { what: 'seconds', values: seconds! },
  ];
}

/** Three held-out patches of the mouse cortex: 128 codes, 40 epochs. */
async function imputation(seeds: number[]): Promise<Line[]> {
  const adata = await load('osmfish_mouse_sscortex');
  const lines = new Map<string, number[]>();
  const add = (what: string, value: number): unknown => lines.set(what, [...(lines.get(what) ?? []), value]);
  for (const seed of seeds) {
    const begin = performance.now();
    const options = { epochs: 40, seed, cells: 100 };
    const { scores } = await imputePatch(zoo.create('squint', { seed, codes: 128 }), adata, options);
    add('seconds', (performance.now() - begin) / 1000);
    for (const { method, cellPearson, genePearson, discrepancy } of scores) {
      add(`${method}: cell r`, cellPearson);
      add(`${method}: gene r`, genePearson);
      add(`${method}: MMD`, discrepancy);
    }
  }
  const marks: Record<string, Partial<Line>> = {
    'squint: cell r': { least: 0.73 },
    'squint: gene r': { least: 0.35 },
    'squint: MMD': { most: 0.045 },
  };
  return [...lines].map(([what, values]) => ({ what, values, ...marks[what] }));
}

/**
 * Nineteen breast tumours: 64 codes, 6 epochs, mixed against compartmentalized, patients held out; each model alone, then the
 * mean of all.
 */
async function stratification(seeds: number[]): Promise<Line[]> {
  const adata = asinh(await load('keren_tnbc_mibi'), { cofactor: 0.2 });
  const classes = { patient: 'patient', by: 'tumor_class', high: 'mixed', low: 'compartmentalized', shuffles: 100 };
  const models: Squint[] = [];
  const [used, perplexity, auc, p, seconds]: number[][] = [[], [], [], [], []];
  for (const seed of seeds) {
    const begin = performance.now();
    const model = zoo.create('squint', { seed, section: 'patient', sectionCovariate: false });
    const { summary } = await model.fit(adata, { epochs: 6, write: false });
    seconds!.push((performance.now() - begin) / 1000);
    models.push(model);
    const result = await stratify(model, adata, classes);
    used!.push(summary.use.share);
    perplexity!.push(summary.use.perplexity);
    auc!.push(result.auc);
    p!.push(result.p);
  }
  const together = await stratify(models, adata, classes);
  const byType = await stratify('cell_type', adata, classes);
  return [
    { what: 'codes used', values: used!, least: 0.9 },
    { what: 'perplexity', values: perplexity!, least: 45 },
    { what: 'nested AUC', values: auc!, least: 0.85 },
    { what: 'share of shuffles as good', values: p!, most: 0.05 },
    { what: 'nested AUC, mean of the models', values: [together.auc], least: 0.85 },
    { what: 'share of shuffles as good', values: [together.p], most: 0.05 },
    { what: 'nested AUC of cell types', values: [byType.auc] },
    { what: 'share of shuffles as good', values: [byType.p] },
    { what: 'seconds of training', values: seconds! },
  ];
}

function show({ what, values, least, most }: Line): boolean {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const missed = (least !== undefined && mean < least) || (most !== undefined && mean > most);
  const mark = least !== undefined ? `at least ${least}` : most !== undefined ? `at most ${most}` : '';
  const each = values.map((value) => value.toFixed(3)).join(' ');
  console.log(`  ${what.padEnd(42)} ${mean.toFixed(3).padStart(8)}   (${each})  ${mark}${missed ? '  MISSED' : ''}`);
  return !missed;
}

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const at = words.indexOf('--seeds');
  const seeds = at < 0 ? [0, 1, 2] : words[at + 1]!.split(',').map(Number);
  const asked = words.filter((word): word is Part => Object.hasOwn(parts, word));
  if (!existsSync(folder)) {
    console.log(`Skipped: there is no folder ${folder} (TISSUEBOOK_DATA).`);
    return;
  }
  for (const part of asked.length > 0 ? asked : (Object.keys(parts) as Part[])) {
    console.log(`${part}, seeds ${seeds.join(', ')}`);
    const fine = (await parts[part](seeds)).map(show);
    if (fine.includes(false)) process.exitCode = 1;
  }
}

void main();
