import { type AnnData, categorical, coordinates } from '../../src/data';
import { Random, startEngine } from '../../src/engine';
import { type Model, zoo } from '../../src/models';
import { type CellPerturber, openCellPerturber } from '../../src/tasks';
import { withCounts } from '../../src/prepare/values/kindOfValues';
import { madeTissue } from '../madeTissue';
import { madeCounts } from './madeCounts';
import { numbersOf, peakMegabytes, printRow, rounded, secondsSince, textOf } from './rows';

/**
 * How long a stroke of the perturbation brush takes, from the question to maps and table:
 * npx tsx tests/bench/strokes.ts [--cells 100000] [--genes 100] [--painted 10,30,100] [--trainings 1,3] [--preset tiny] [--strokes 40] [--json].
 *
 * Made cells at unit density, half of the genes in each; CI-FM trained for a few epochs on a corner of 4,000 of them. A stroke is a disc at a
 * random place with a dose of two genes. Beside it the same question answered by reading the whole tissue: what the reach saves.
 */
interface Row {
  cells: number;
  genes: number;
  preset: string;
  trainings: number;
  /** Cells that a stroke paints and cells within its reach, means. */
  painted: number;
  reached: number;
  first_ms: number;
  median_ms: number;
  p95_ms: number;
  open_s: number;
  whole_tissue_s?: number;
  provider: string;
  peak_mb: number;
}

/** Share of the genes that a cell expresses. */
const SHARE = 0.5;
/** Cells of the corner that is trained on. */
const TRAINED = 4000;

function made(cells: number, genes: number): AnnData {
  const random = new Random(1);
  const side = Math.sqrt(cells);
  const at = Float64Array.from({ length: 2 * cells }, () => random.uniform(0, side));
  const kind = (cell: number): number => Math.floor(at[2 * cell]! / 10) % 4;
  const kinds = categorical(Array.from({ length: cells }, (_, cell) => `type ${kind(cell)}`));
  return withCounts(madeTissue(madeCounts(cells, genes, SHARE, kind), at, [['type', kinds]]));
}

async function trainings(tissue: AnnData, count: number, preset: 'tiny' | 'small'): Promise<Model[]> {
  const { points } = coordinates(tissue);
  const corner = Math.sqrt(TRAINED);
  const obs = Array.from({ length: tissue.nObs }, (_, cell) => cell).filter(
    (cell) => points.get(cell, 0) < corner && points.get(cell, 1) < corner,
  );
  const models: Model[] = [];
  for (let seed = 0; seed < count; seed++) {
    const model = zoo.create('cifm', { preset, seed, epochs: 5 });
    await model.fit(tissue.subset({ obs }), { write: false, progress: false });
    models.push(model);
  }
  return models;
}

/** The place of a stroke that paints about so many cells, at unit density. */
function stroke(random: Random, side: number, painted: number) {
  const radius = Math.sqrt(painted / Math.PI);
  const at = (): number => random.uniform(side / 10, 0.9 * side);
  return { where: { path: [[at(), at()] as [number, number]], radius }, genes: ['gene0', 'gene1'], dose: 0 };
}

async function measure(perturber: CellPerturber, cells: number, painted: number, strokes: number) {
  const random = new Random(7);
  const [times, reached, under]: number[][] = [[], [], []];
  for (let k = 0; k <= strokes; k++) {
    const change = stroke(random, Math.sqrt(cells), painted);
    const begin = performance.now();
    const found = await perturber.ask([change]);
    found.maps();
    found.genes.slice(0, 30);
    times!.push(performance.now() - begin);
    reached!.push(found.summary.cells.length);
    under!.push(found.summary.painted[0]!.length);
  }
  const mean = (values: number[]): number => rounded(values.reduce((a, b) => a + b, 0) / values.length);
  const [first, ...rest] = times!;
  const sorted = rest.sort((a, b) => a - b);
  const at = (share: number): number => rounded(sorted[Math.floor(share * sorted.length)]!);
  return { painted: mean(under!), reached: mean(reached!), first_ms: rounded(first!), median_ms: at(0.5), p95_ms: at(0.95) }; // prettier-ignore
}

/** The answer for one stroke, had every cell of the tissue been asked. */
async function wholeTissue(model: Model, tissue: AnnData): Promise<number> {
  const open = await model.can.perturb!(tissue);
  const changed = Int32Array.of(0);
  const values = open.prepare(changed, tissue.matrix().takeRows(changed).toDense());
  const asked = Int32Array.from({ length: tissue.nObs - 1 }, (_, at) => at + 1);
  const begin = performance.now();
  await open.predict({ asked, changed, states: [{ values }, { values }, { values }] });
  return rounded(secondsSince(begin));
}

async function main(): Promise<void> {
  const { provider } = await startEngine();
  const [cells, genes] = [numbersOf('--cells', '100000')[0]!, numbersOf('--genes', '100')[0]!];
  const preset = textOf('--preset', 'tiny') as 'tiny' | 'small';
  const counts = numbersOf('--trainings', '1,3');
  const tissue = made(cells, genes);
  const models = await trainings(tissue, Math.max(...counts), preset);
  for (const count of counts) {
    const begin = performance.now();
    const perturber = await openCellPerturber(models.slice(0, count), tissue, { labels: 'type' });
    const open_s = rounded(secondsSince(begin));
    for (const painted of numbersOf('--painted', '10,30,100')) {
      const found = await measure(perturber, cells, painted, numbersOf('--strokes', '40')[0]!);
      const row: Row = { cells, genes, preset, trainings: count, ...found, open_s, provider, peak_mb: peakMegabytes() };
      printRow('strokes', row);
    }
  }
  if (process.argv.includes('--whole')) {
    printRow('strokes', { cells, genes, preset, trainings: 1, whole_tissue_s: await wholeTissue(models[0]!, tissue) });
  }
}

void main();
