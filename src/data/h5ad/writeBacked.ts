import { TissuebookError } from '../../errors';
import { AnnData } from '../annData';
import { positionsOf, type Selection } from '../arrays';
import type { BackedAnnData } from '../backed/backedAnnData';
import type { BackedMatrix } from '../backed/backedMatrix';
import type { Matrix } from '../sparseMatrix';
import { RECEIPTS_KEY, type Uns } from '../uns';
import { GrowingMatrix } from './growingMatrix';
import { editH5File, writeH5File } from './h5Writer';
import { writeAnnData, writeRaw } from './writeAnnData';
import { entryPaths } from './writtenNames';

export interface WriteBlocksOptions {
  /** Only these cells, in this order. All. */
  obs?: Selection;
  /** Only these features, in this order, taken after `prepare`. All. */
  var?: Selection;
  /**
   * What is done with each block before it is written, as `(block) => log1p(normalizeTotal(block, { targetSum: 1e4 }))`. It
   * must treat each cell by itself and keep the cells. X, the layers and uns are written as it leaves them, without its receipts, which are of a block. Where it makes other
   * features, as a model's predictions are, the file has those of the first block, and neither varm, varp nor raw. Nothing.
   */
  prepare?: (block: AnnData) => AnnData | Promise<AnnData>;
  /** Cells of a block. As `BackedAnnData.blocks`. */
  rows?: number;
  /** Is told how many cells were written. */
  onProgress?: (cells: number) => void;
  signal?: AbortSignal;
}

/** What a block's preparation left in uns, but its receipts: they are of the block alone. */
function unsOfAll({ uns }: AnnData, { annotations }: BackedAnnData): Uns {
  const all: Uns = new Map(uns);
  const before = annotations.uns.get(RECEIPTS_KEY);
  if (before === undefined) all.delete(RECEIPTS_KEY);
  else all.set(RECEIPTS_KEY, before);
  return all;
}

/** Writes data that stay in their file to another one, a block of cells in memory at a time. */
export async function writeBacked(
  data: BackedAnnData,
  path: string,
  gzip: boolean,
  options: WriteBlocksOptions,
): Promise<string[]> {
  const cells = positionsOf(options.obs ?? Int32Array.from({ length: data.nObs }, (_, i) => i), data.obs.index, 'obs');
  const blocks = preparedBlocks(data, cells, options);
  const first = (await blocks.next()).value ?? (await empty(data, options));
  const kept = data.annotations.subset({ obs: cells, ...(options.var && { var: options.var }) });
  const same = sameNames(first.var.index, kept.var.index);
  const uns = unsOfAll(first, data);
  const around = same ? kept.with({ uns }) : new AnnData({ ...ofCells(kept), var: first.var, uns });
  const raw = same ? data.raw : undefined;
  const paths = new Map<string, string>();
  const notices = await writeH5File(path, gzip, (sink) => {
    writeAnnData(sink, around);
    if (raw) writeRaw(sink, raw);
    const [layers, obsp] = [entryPaths(sink, '/layers', first.layers.keys()), entryPaths(sink, '/obsp', data.obsp.keys())]; // prettier-ignore
    for (const [name, at] of layers) paths.set(`/layers/${name}`, at);
    for (const [name, at] of obsp) paths.set(`/obsp/${name}`, at);
  });
  await writeRows(path, gzip, cells.length, async function* () {
    let [block, written]: [AnnData | undefined, number] = [first, 0];
    while (block) {
      yield matricesOf(block, paths);
      written += block.nObs;
      options.onProgress?.(written);
      block = (await blocks.next()).value ?? undefined;
    }
  });
  if (raw) await copyRows(path, gzip, '/raw/X', raw.X, cells, undefined, options.signal);
  for (const [name, matrix] of data.obsp) {
    await copyRows(path, gzip, paths.get(`/obsp/${name}`)!, matrix, cells, cells, options.signal);
  }
  return notices;
}

const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, at) => name === b[at]);

/** What is known of the cells alone. */
const ofCells = ({ obs, obsm, obsmTables }: AnnData): Pick<AnnData, 'obs' | 'obsm' | 'obsmTables'> => ({
  obs,
  obsm,
  obsmTables,
});

/** Copies some rows of a matrix, block by block; only some columns of them where they are given. */
async function copyRows(
  path: string,
  gzip: boolean,
  at: string,
  matrix: BackedMatrix,
  cells: Int32Array,
  columns: Int32Array | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  await writeRows(path, gzip, cells.length, async function* () {
    let from = 0;
    do {
      if (signal?.aborted) throw new TissuebookError('aborted', 'writeH5ad was stopped.');
      yield new Map([[at, await matrix.takeRows(cells.subarray(from, from + matrix.blockRows), columns)]]);
      from += matrix.blockRows;
    } while (from < cells.length);
  });
}

type Matrices = ReadonlyMap<string, Matrix>;

/**
 * Writes matrices side by side, block by block; the first block, which may be without rows, tells what they are like. The
 * file is open only while something is written to it.
 */
async function writeRows(
  path: string,
  gzip: boolean,
  rows: number,
  blocks: () => AsyncIterable<Matrices>,
): Promise<void> {
  const growing = new Map<string, GrowingMatrix>();
  for await (const block of blocks()) {
    await editH5File(path, gzip, (sink) => {
      if (growing.size === 0)
        for (const [at, matrix] of block) growing.set(at, new GrowingMatrix(sink, at, matrix, rows));
      for (const [at, matrix] of growing) matrix.add(sink, partOf(block, at));
    });
  }
  await editH5File(path, gzip, (sink) => growing.forEach((matrix) => matrix.finish(sink)));
}

function partOf(block: Matrices, at: string): Matrix {
  const found = block.get(at);
  if (found) return found;
  throw new TissuebookError('shape-mismatch', `writeH5ad: a block has no ${at}, which the first one has.`, {
    argument: 'prepare',
    found: [...block.keys()],
    advice: 'What prepares blocks must make the same of each.',
  });
}

/** X and the layers of a block by where they are written. */
function matricesOf(block: AnnData, paths: ReadonlyMap<string, string>): Matrices {
  const layers = [...block.layers].map(
    ([name, matrix]) => [paths.get(`/layers/${name}`) ?? `/layers/${name}`, matrix] as const,
  );
  return new Map([...(block.X ? [['/X', block.X] as const] : []), ...layers]);
}

async function* preparedBlocks(
  data: BackedAnnData,
  cells: Int32Array,
  options: WriteBlocksOptions,
): AsyncGenerator<AnnData, undefined, undefined> {
  const { prepare, rows, signal } = options;
  // Features that are left out need not be read, unless what prepares a block looks at them.
  const read = { ...(options.obs && { obs: cells }), ...(!prepare && options.var && { var: options.var }) };
  const layers = [...data.layers.keys()];
  for await (const { data: block } of data.blocks(rows, { ...read, layers, ...(signal && { signal }) })) {
    yield prepare ? chosen(await prepare(block), options) : block;
  }
  return undefined;
}

/** What a block without cells looks like. */
async function empty(data: BackedAnnData, options: WriteBlocksOptions): Promise<AnnData> {
  const none = await data.subset({ obs: [] });
  return chosen(options.prepare ? await options.prepare(none) : none, options);
}

function chosen(block: AnnData, options: WriteBlocksOptions): AnnData {
  return options.var ? block.subset({ var: options.var }) : block;
}
