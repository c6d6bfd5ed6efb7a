import { spawnSync } from 'node:child_process';
import { AnnData, MuData, SparseMatrix, DenseMatrix, Table } from '../../src/data';
import { Random, startEngine } from '../../src/engine';
import { zoo } from '../../src/models';
import { names } from '../madeTissue';

/**
 * What scMoFormer takes on made data of the size of a published set: 66,175 cells, 13,953 genes of which a tenth is seen, 134 proteins.
 * npx tsx tests/bench/scmoformer.ts [--cells 66175] [--genes 13953] [--steps 4] [--predict 1000000] [--json]
 *
 * One process for training, one for predictions, so that peak memory is that of the row: data included, which is also said alone.
 * Cells to predict are read in parts; the genes of that row are a tenth, as the matrix of so many cells would not fit beside the answer.
 */
interface Row {
  what: 'training' | 'prediction';
  cells: number;
  genes: number;
  entries: number;
  provider: string;
  /** Of the decomposition and of compiling, of one later step, or of one thousand cells. */
  first_s: number;
  each_ms: number;
  data_mb: number;
  peak_mb: number;
}

const PROTEINS = 134;

/** Genes that a cell shows, drawn without order: a row of the matrix. */
function madeRna(cells: number, genes: number, share: number): AnnData {
  const random = new Random(5);
  const perCell = Math.round(share * genes);
  const stride = Math.floor(genes / perCell);
  const indptr = new Int32Array(cells + 1);
  const indices = new Int32Array(cells * perCell);
  const values = new Float32Array(indices.length);
  for (let i = 0, e = 0; i < cells; i++) {
    const kind = i % 8;
    for (let k = 0; k < perCell; k++, e++) {
      indices[e] = k * stride + random.integer(0, stride);
      values[e] = 0.5 + ((indices[e]! + kind) % 8) / 4;
    }
    indptr[i + 1] = e;
  }
  return new AnnData({
    X: new SparseMatrix(cells, genes, { indptr, indices, values }),
    obs: new Table(names('cell', cells)),
    var: new Table(names('gene', genes)),
  });
}

function withProteins(rna: AnnData): MuData {
  const random = new Random(6);
  const y = Float32Array.from({ length: rna.nObs * PROTEINS }, (_, at) => ((Math.floor(at / PROTEINS) + at) % 8) / 4 + random.normal(0, 0.2)); // prettier-ignore
  const prot = new AnnData({
    X: new DenseMatrix(rna.nObs, PROTEINS, y),
    obs: new Table(rna.obs.index),
    var: new Table(names('protein', PROTEINS)),
  });
  return new MuData({ mod: { rna, prot } });
}

async function training(cells: number, genes: number, steps: number): Promise<Row> {
  const { provider } = await startEngine();
  const mdata = withProteins(madeRna(cells, genes, 0.096));
  const data_mb = process.memoryUsage().rss / 2 ** 20;
  const run = zoo.create('scmoformer').fit(mdata, { epochs: 1, write: false, progress: false });
  const begin = performance.now();
  const ends: number[] = [];
  for await (const { step } of run) {
    ends.push(performance.now());
    if (step >= steps) run.stop();
  }
  await run;
  const each_ms = (ends.at(-1)! - ends[0]!) / Math.max(1, ends.length - 1);
  return row('training', mdata.mod.get('rna')!, { provider, first_s: (ends[0]! - begin) / 1000, each_ms, data_mb });
}

async function prediction(cells: number, genes: number): Promise<Row> {
  const { provider } = await startEngine();
  const model = zoo.create('scmoformer', { preset: 'tiny' });
  await model.fit(withProteins(madeRna(2000, genes, 0.05)), { epochs: 2, write: false, progress: false });
  const rna = madeRna(cells, genes, 0.05);
  const data_mb = process.memoryUsage().rss / 2 ** 20;
  const begin = performance.now();
  const { values } = await model.predictModality(rna);
  const total = performance.now() - begin;
  if (values.rows !== cells || !Number.isFinite(values.get(cells - 1, 0))) throw new Error('no prediction');
  return row('prediction', rna, { provider, first_s: 0, each_ms: (1000 * total) / cells, data_mb });
}

function row(what: Row['what'], rna: AnnData, found: Pick<Row, 'provider' | 'first_s' | 'each_ms' | 'data_mb'>): Row {
  const round = (value: number): number => Number(value.toPrecision(3));
  return {
    what,
    cells: rna.nObs,
    genes: rna.nVars,
    entries: (rna.matrix() as SparseMatrix).stored,
    provider: found.provider,
    first_s: round(found.first_s),
    each_ms: round(found.each_ms),
    data_mb: Math.round(found.data_mb),
    peak_mb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

function option(name: string, fallback: number): number {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
}

async function main(): Promise<void> {
  const [cells, genes] = [option('cells', 66_175), option('genes', 13_953)];
  const only = process.argv[process.argv.indexOf('--row') + 1];
  if (process.argv.includes('--row')) {
    const made = only === 'training' ? await training(cells, genes, option('steps', 4)) : await prediction(option('predict', 1_000_000), Math.round(genes / 10)); // prettier-ignore
    console.log(JSON.stringify(made));
    return;
  }
  const rows = ['training', 'prediction'].map((what) => {
    const given = process.argv.slice(2).filter((argument) => argument !== '--json');
    const child = spawnSync(process.execPath, [...process.execArgv, __filename, ...given, '--row', what], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (child.status !== 0) throw new Error(`${what} failed`);
    return JSON.parse(child.stdout.trim().split('\n').at(-1)!) as Row;
  });
  if (process.argv.includes('--json')) console.log(JSON.stringify(rows));
  else console.table(rows);
}

void main();
