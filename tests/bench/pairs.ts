import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AnnData, BackedAnnData, DenseMatrix, MuData, SparseMatrix, Table } from '../../src/data';
import { BackedMatrix } from '../../src/data/backed/backedMatrix';
import { H5Session } from '../../src/data/backed/h5Session';
import { Random, startEngine } from '../../src/engine';
import { type Model, zoo } from '../../src/models';
import { jointEmbed, match, writePrediction } from '../../src/tasks';
import { names } from '../madeTissue';
import { growthOf } from './rows';

/**
 * What the models of two modalities take on made data of the size of published sets:
 * npx tsx tests/bench/pairs.ts [--row scmognn,matching] [--cells 66175] [--genes 13953] [--steps 4] [--stream 100000,300000,1000000] [--json]
 *
 * Each row runs in a process of its own, so that peak memory is that of the row: data included, which is also said alone. Data are
 * drawn as sparse matrices. Rows: `scmoformer`, `scmognn` (prediction), `matching` and `joint` train for some steps and answer some
 * cells; `match` and `jointEmbed` are the whole tasks, trained for an epoch on four fifths of the cells, with their baselines, assignments, clusters and scores;
 * `peaks` predicts RNA from chromatin, `chromatin` the reverse; `streamed` predicts cells that are drawn when their block is read, into a file,
 * for each number of cells: what memory grows by is what stays of a cell. The powers that time and memory grow with follow.
 */
interface Row {
  what: string;
  cells: number;
  features: number;
  targets: number;
  entries: number;
  provider: string;
  /** Until the end of the first step: reading, decomposition, compiling. */
  first_s: number;
  /** Of one later step. */
  step_ms: number;
  /** Answers for all cells, a thousand of them. */
  answer_ms: number;
  /** The same in CPU time, which other programs hardly lengthen. */
  answer_cpu_ms: number;
  data_mb: number;
  peak_mb: number;
  /** Of a whole task. */
  task_s?: number;
  task_cpu_s?: number;
  /** What it found. */
  found?: Record<string, number>;
}

/** Cells that are answered for the time of an answer: they are read in parts. */
const ANSWERED = 8192;

/** A published set: cells, features with the share that is not zero, and features of the other modality with theirs. */
interface Size {
  cells: number;
  features: number;
  share: number;
  targets: number;
  targetShare?: number;
}

/** Programs of features: the first ones decide the most, as components of cells do. */
const PROGRAMS = 40;

/**
 * A row of the matrix, the same whenever it is drawn: one entry in each stretch of features. Which feature of a stretch it is says the
 * cell's state in the program of the stretch, or chance.
 */
function drawRow(cell: number, features: number, indices: Int32Array, values: Float32Array): void {
  const random = new Random(cell);
  const states = Float64Array.from({ length: PROGRAMS }, () => random.uniform());
  const stretch = features / indices.length;
  for (let k = 0; k < indices.length; k++) {
    const from = Math.floor(k * stretch);
    const width = Math.max(1, Math.floor((k + 1) * stretch) - from);
    const place = random.uniform() < 0.95 * 0.93 ** (k % PROGRAMS) ? states[k % PROGRAMS] : random.uniform();
    indices[k] = from + Math.floor(width * place);
    values[k] = 0.5 + 2 * states[k % PROGRAMS];
  }
}

function madeRows(from: number, to: number, features: number, share: number): SparseMatrix {
  const each = Math.round(share * features);
  const indptr = Int32Array.from({ length: to - from + 1 }, (_, i) => i * each);
  const [indices, values] = [new Int32Array((to - from) * each), new Float32Array((to - from) * each)];
  for (let i = 0; i < to - from; i++) {
    const [begin, end] = [i * each, (i + 1) * each];
    drawRow(from + i, features, indices.subarray(begin, end), values.subarray(begin, end));
  }
  return new SparseMatrix(to - from, features, { indptr, indices, values });
}

/** How far a cell is in each program. */
function statesOf(cell: number): Float64Array {
  const random = new Random(cell);
  return Float64Array.from({ length: PROGRAMS }, () => random.uniform());
}

/** Cells with types by their first programs, a phase, and one in five marked as test. Proteins follow the programs. */
function cellTable(cells: number): Table {
  const states = Array.from({ length: cells }, (_, cell) => statesOf(cell));
  return new Table(names('cell', cells), [
    ['type', states.map((own) => `type ${own.slice(0, 8).indexOf(Math.max(...own.slice(0, 8)))}`)],
    ['phase', states.map((own) => ['G1', 'S', 'G2M'][Math.floor(3 * own[8])])],
    ['part', states.map((_, cell) => (cell % 5 === 0 ? 'test' : 'train'))],
  ]);
}

function madePairs({ cells, features, share, targets, targetShare }: Size): MuData {
  const obs = cellTable(cells);
  const rna = new AnnData({ X: madeRows(0, cells, features, share), obs, var: new Table(names('gene', features)) });
  const random = new Random(6);
  const dense = (): DenseMatrix => {
    const x = new DenseMatrix(cells, targets, new Float32Array(cells * targets));
    for (let cell = 0; cell < cells; cell++) {
      const own = statesOf(cell);
      x.row(cell).forEach((_, j, row) => (row[j] = 2 * own[j % PROGRAMS] + random.normal(0, 0.2)));
    }
    return x;
  };
  const X = targetShare === undefined ? dense() : madeRows(0, cells, targets, targetShare);
  const prot = new AnnData({ X, obs, var: new Table(names('target', targets)) });
  return new MuData({ mod: { rna, prot }, obs });
}

const mb = (bytes: number): number => Math.round(bytes / 2 ** 20);
const cpuMs = (): number => (process.cpuUsage().user + process.cpuUsage().system) / 1000;
const round = (value: number): number => Number(value.toPrecision(3));

/** Where a row is, for whoever waits: on a crowded machine one takes minutes. */
function say(what: string, where: string): void {
  const peak = mb(1024 * process.resourceUsage().maxRSS);
  console.error(
    `${what}: ${where} after ${Math.round(process.uptime())} s (${Math.round(process.cpuUsage().user / 1e6)} s of CPU time), at most ${peak} MB`,
  );
}

/** Some steps of a training, then the answers for all cells. */
async function training(what: string, model: Model, size: Size, steps: number): Promise<Row> {
  const { provider } = await startEngine();
  const mdata = madePairs(size);
  const data_mb = mb(process.memoryUsage().rss);
  say(what, 'data');
  const run = model.fit(mdata, { epochs: 1, write: false, progress: false });
  const begin = performance.now();
  const ends: number[] = [];
  for await (const { step } of run) {
    ends.push(performance.now());
    say(what, `step ${step}`);
    if (step >= steps) run.stop();
  }
  await run;
  say(what, 'trained');
  // Probabilities of all pairs are no answer for so many cells, nor is a table of all peaks.
  const asked = what === 'matching' ? 0 : Math.min(size.cells, ANSWERED, Math.floor(1e8 / size.targets));
  const some = mdata.subset({ obs: Array.from({ length: asked }, (_, cell) => cell) });
  const answer = performance.now();
  const cpu = cpuMs();
  if (asked > 0) await (what === 'joint' ? model.can.embed! : model.can.predictModality!)(some);
  return {
    what,
    ...{ cells: size.cells, features: size.features, targets: size.targets },
    entries: (mdata.mod.get('rna')!.matrix() as SparseMatrix).stored,
    provider,
    first_s: round((ends[0] - begin) / 1000),
    step_ms: round((ends.at(-1)! - ends[0]) / Math.max(1, ends.length - 1)),
    answer_ms: asked === 0 ? NaN : round((1000 * (performance.now() - answer)) / asked),
    answer_cpu_ms: asked === 0 ? NaN : round((1000 * (cpuMs() - cpu)) / asked),
    data_mb,
    peak_mb: mb(1024 * process.resourceUsage().maxRSS),
  };
}

/** A whole task: training, answers for a fifth of the cells, baselines and scores. */
async function task(what: 'match' | 'jointEmbed', size: Size): Promise<Row> {
  const { provider } = await startEngine();
  const mdata = madePairs(size);
  const data_mb = mb(process.memoryUsage().rss);
  say(what, 'data');
  const begin = performance.now();
  const cpu = cpuMs();
  const asked = { split: 'part', epochs: 1, progress: false };
  const model = zoo.create('scmognn');
  const found: Record<string, number> = {};
  if (what === 'match') {
    const { scores, chance, notices } = await match(model, mdata, { from: 'rna', to: 'prot', ...asked });
    say(what, notices.join(' '));
    for (const { method, top1, assigned } of scores) Object.assign(found, { [`${method}: top-1`]: round(top1), [`${method}: assigned`]: round(assigned) }); // prettier-ignore
    found.chance = round(chance);
  } else {
    const known = { labels: 'type', supervised: true, cellCycle: ['phase'] };
    const { scores, notices } = await jointEmbed(model, mdata, { ...known, ...asked });
    say(what, notices.join(' '));
    for (const { method, nmi, cellCycle } of scores) Object.assign(found, { [`${method}: NMI`]: round(nmi), [`${method}: cell cycle`]: round(cellCycle) }); // prettier-ignore
  }
  return {
    what,
    ...{ cells: size.cells, features: size.features, targets: size.targets, provider, data_mb, found },
    entries: (mdata.mod.get('rna')!.matrix() as SparseMatrix).stored,
    ...{ first_s: NaN, step_ms: NaN, answer_ms: NaN, answer_cpu_ms: NaN },
    peak_mb: mb(1024 * process.resourceUsage().maxRSS),
    task_s: round((performance.now() - begin) / 1000),
    task_cpu_s: round((cpuMs() - cpu) / 1000),
  };
}

/** Cells that are nowhere until a block of them is read. */
function drawnCells(cells: number, features: number, share: number): BackedAnnData {
  const each = Math.round(share * features);
  const X = new BackedMatrix({
    format: 'csr',
    rows: cells,
    columns: features,
    chunkRows: 1,
    rowBytes: 8 * each,
    read: async ([from, to]) => madeRows(from, to, features, share),
  });
  const parts = { obs: new Table(names('cell', cells)), var: new Table(names('gene', features)) };
  const limits = { maxBytes: 2 ** 34, maxSeconds: 3600 };
  return new BackedAnnData(new H5Session('', limits as never), parts, { X, layers: new Map(), obsp: new Map(), raw: undefined }); // prettier-ignore
}

async function streamed(
  name: 'scmognn' | 'scmoformer',
  cells: number,
  { features, share, targets }: Size,
): Promise<Row> {
  const { provider } = await startEngine();
  const model = zoo.create(name, name === 'scmognn' ? {} : { preset: 'tiny' });
  await model.fit(madePairs({ cells: 1000, features, share, targets }), { epochs: 1, write: false, progress: false });
  const data_mb = mb(process.memoryUsage().rss);
  const folder = mkdtempSync(join(tmpdir(), 'pairs-'));
  const begin = performance.now();
  const cpu = cpuMs();
  try {
    const path = join(folder, 'predicted.h5ad');
    await writePrediction(model, drawnCells(cells, features, share), path, { from: 'rna', to: 'prot' });
    if (statSync(path).size < 4 * cells * targets) throw new Error('cells are missing');
  } finally {
    rmSync(folder, { recursive: true });
  }
  return {
    what: `streamed, ${name}`,
    ...{ cells, features, targets, provider },
    entries: cells * Math.round(share * features),
    ...{ first_s: NaN, step_ms: NaN, data_mb },
    answer_ms: round((1000 * (performance.now() - begin)) / cells),
    answer_cpu_ms: round((1000 * (cpuMs() - cpu)) / cells),
    peak_mb: mb(1024 * process.resourceUsage().maxRSS),
  };
}

const { values: asked } = parseArgs({
  options: {
    row: { type: 'string', default: 'scmoformer,scmognn,matching,joint,match,jointEmbed,peaks,chromatin,streamed' },
    cells: { type: 'string', default: '66175' },
    genes: { type: 'string', default: '13953' },
    steps: { type: 'string', default: '2' },
    stream: { type: 'string', default: '100000,300000,1000000' },
    json: { type: 'boolean', default: false },
    one: { type: 'string' },
  },
});

/** CITE-seq and multiome of NeurIPS 2021. */
const CITE: Size = { cells: Number(asked.cells), features: Number(asked.genes), share: 0.0975, targets: 134 };
const PEAKS: Size = { cells: 20_000, features: 116_490, share: 0.029, targets: 13_431, targetShare: 0.0975 };
const CHROMATIN: Size = { cells: 20_000, features: 13_431, share: 0.0975, targets: 116_490, targetShare: 0.029 };

const ROWS: Record<string, (cells: number) => Promise<Row>> = {
  scmoformer: () => training('scmoformer', zoo.create('scmoformer'), CITE, Number(asked.steps)),
  scmognn: () => training('scmognn', zoo.create('scmognn'), CITE, Number(asked.steps)),
  matching: () => training('matching', zoo.create('scmognn', { task: 'matching' }), CITE, Number(asked.steps)),
  joint: () => training('joint', zoo.create('scmognn', { task: 'joint' }), CITE, Number(asked.steps)),
  match: () => task('match', CITE),
  jointEmbed: () => task('jointEmbed', CITE),
  peaks: () => training('peaks', zoo.create('scmognn'), PEAKS, Number(asked.steps)),
  chromatin: () => training('chromatin', zoo.create('scmognn'), CHROMATIN, Number(asked.steps)),
  'streamed scmoformer': (cells) => streamed('scmoformer', cells, CITE),
  'streamed scmognn': (cells) => streamed('scmognn', cells, CITE),
};

async function main(): Promise<void> {
  if (asked.one !== undefined) {
    const [what, cells] = asked.one.split(':');
    console.log(JSON.stringify(await ROWS[what](Number(cells))));
    return;
  }
  const sizes = asked.stream.split(',');
  const wanted = asked.row.split(',').flatMap((what) => {
    if (what !== 'streamed') return [what];
    return ['scmoformer', 'scmognn'].flatMap((name) => sizes.map((cells) => `streamed ${name}:${cells}`));
  });
  const rows = wanted.map((what) => {
    const args = [...process.execArgv, __filename, ...process.argv.slice(2), '--one', what];
    const child = spawnSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    if (child.status !== 0) throw new Error(`${what} failed`);
    const line = child.stdout.trim().split('\n').at(-1)!;
    if (asked.json) console.log(line);
    return JSON.parse(line) as Row;
  });
  if (!asked.json) console.table(rows);
  for (const name of ['scmoformer', 'scmognn']) growth(rows.filter(({ what }) => what === `streamed, ${name}`));
}

/** The powers of the number of cells that time and memory grow with: 1 is linear, 0 the same however many cells there are. */
function growth(rows: readonly Row[]): void {
  if (rows.length < 2) return;
  const power = (of: (row: Row) => number): number =>
    round(
      growthOf(
        rows.map(({ cells }) => cells),
        rows.map(of),
      ),
    );
  const line = {
    what: `growth, ${rows[0].what}`,
    seconds: power(({ answer_ms, cells }) => answer_ms * cells),
    cpu: power(({ answer_cpu_ms, cells }) => answer_cpu_ms * cells),
    peak: power(({ peak_mb }) => peak_mb),
  };
  console.log(asked.json ? JSON.stringify(line) : line);
}

void main();
