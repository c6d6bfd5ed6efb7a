import { DenseMatrix } from '../../data';
import { linear, startEngine, tf } from '../../engine';
import { TissuebookError } from '../../errors';
import { type Crops, cellCrops, cropTensor, nicheCrops, rowTensor } from './crops';
import { decodeGenes } from './genes';
import type { SpatiaInput } from './input';
import { levelTensors, localBatch } from './localBatch';
import { type Niches, nichesOf } from './niches';
import { networkConfig } from './settings';
import type { SpatiaState } from './state';
import { type Branch, cellVectors, geneTokens, imageTokens, nicheTokens, unify } from './vectors';

/** Vectors of cells, and what must be known of their pictures. */
export interface Vectors {
  /** [cells, width] */
  readonly values: DenseMatrix;
  readonly branch: Branch;
  readonly notices: readonly string[];
}

/**
 * The branch that makes the vectors of some data: both kinds of tokens where the model and the data have them.
 * @throws TissuebookError 'invalid-argument' for data without a picture where pictures alone were learned
 */
export function branchOf({ branches }: Pick<SpatiaState, 'branches'>, { image }: Pick<SpatiaInput, 'image'>): Branch {
  if (!image && !branches.genes) {
    throw new TissuebookError(
      'invalid-argument',
      'spatia: this model learned pictures alone, and the data have none.',
      {
        argument: 'data',
        advice: 'Give { cells, image }, or train with lambdaGene above 0.',
      },
    );
  }
  if (!branches.image || !image) return 'genes';
  return branches.genes ? 'fused' : 'image';
}

/**
 * The vector of each cell, with its niche and tissue where the model looks at them and there is a picture. The mean of a niche is over
 * all of its cells, so that the order of the cells changes nothing.
 */
export async function inferVectors(state: SpatiaState, input: SpatiaInput, branch: Branch): Promise<Vectors> {
  await startEngine();
  const { config, parameters: p, channels } = state;
  const net = networkConfig(config, Math.max(1, channels.length));
  const crops = branch === 'genes' ? undefined : await cellCrops(input, config, channels);
  const all = Int32Array.from({ length: input.cells }, (_, i) => i);
  const cells = await inChunks(all, config.batch, config.width, (chunk) => {
    const image = crops && imageTokens(p, net, cropTensor(crops, chunk));
    const genes = branch === 'image' ? undefined : geneTokens(p, net, rowTensor(input.genes.x, chunk), hiddenRows(input, chunk)); // prettier-ignore
    return cellVectors(p, net, { image, genes });
  });
  const notices = crops?.notices ?? [];
  if (!crops || config.levels === 'cell') return { values: cells, branch, notices };
  const niches = nichesOf(input, config);
  const tiles = await nicheCrops(input, config, channels, niches, crops);
  return { values: await withLevels(state, niches, tiles, cells), branch, notices };
}

/** Cells that have asked their niches and tissues, tissue by tissue. */
async function withLevels(state: SpatiaState, niches: Niches, tiles: Crops, cells: DenseMatrix): Promise<DenseMatrix> {
  const { config, parameters: p, channels } = state;
  const net = networkConfig(config, channels.length);
  const means = nicheMeans(niches, cells);
  const out = new Float32Array(cells.values.length);
  const members = Array.from({ length: niches.tissues }, (): number[] => []);
  niches.ofCell.forEach((niche, cell) => members[niches.tissue[niche]].push(cell));
  for (const inside of members) {
    const batch = localBatch(niches, Int32Array.from(inside), false);
    const unified = tf.tidy(() => {
      const levels = levelTensors(niches, batch, tiles, config.width);
      const tokens = nicheTokens(p, net, levels.nicheImages);
      return unify(p, config, net, rowTensor(cells, inside), tokens, levels, rowTensor(means, batch.niches));
    });
    const values = await unified.data();
    unified.dispose();
    inside.forEach((cell, i) =>
      out.set(values.subarray(i * config.width, (i + 1) * config.width), cell * config.width),
    );
  }
  return new DenseMatrix(cells.rows, config.width, out);
}

function nicheMeans({ ofCell, count }: Niches, cells: DenseMatrix): DenseMatrix {
  const sums = new Float32Array(count * cells.columns);
  const sizes = new Float64Array(count);
  ofCell.forEach((niche) => sizes[niche]++);
  ofCell.forEach((niche, cell) =>
    cells.row(cell).forEach((value, j) => (sums[niche * cells.columns + j] += value / sizes[niche])),
  );
  return new DenseMatrix(count, cells.columns, sums);
}

/** Genes of each cell as its picture alone tells them, in deviations [cells, genes]. */
export async function genesOfPictures(state: SpatiaState, vectors: DenseMatrix): Promise<DenseMatrix> {
  const all = Int32Array.from({ length: vectors.rows }, (_, i) => i);
  return inChunks(all, CHUNK, state.features.length, (chunk) =>
    linear(state.parameters.at('cross'), rowTensor(vectors, chunk)),
  );
}

/** Genes of each cell as its vector tells them, in deviations [cells, genes]. */
export async function genesOfVectors(state: SpatiaState, vectors: DenseMatrix): Promise<DenseMatrix> {
  const { fusion } = networkConfig(state.config, Math.max(1, state.channels.length));
  const all = Int32Array.from({ length: vectors.rows }, (_, i) => i);
  return inChunks(all, state.config.batch, state.features.length, (chunk) =>
    decodeGenes(
      state.parameters.at('gene_decoder'),
      fusion,
      tf.expandDims(rowTensor(vectors, chunk), 1) as tf.Tensor3D,
    ),
  );
}

/** Rows that go through a linear map together (ours). */
const CHUNK = 4096;

async function inChunks(
  rows: Int32Array,
  size: number,
  columns: number,
  compute: (chunk: Int32Array) => tf.Tensor2D,
): Promise<DenseMatrix> {
  const out = new Float32Array(rows.length * columns);
  for (let from = 0; from < rows.length; from += size) {
    const part = tf.tidy(() => compute(rows.subarray(from, from + size)));
    out.set(await part.data(), from * columns);
    part.dispose();
  }
  return new DenseMatrix(rows.length, columns, out);
}

function hiddenRows({ genes: { hidden, x } }: SpatiaInput, cells: Int32Array): tf.Tensor2D | undefined {
  if (!hidden) return undefined;
  const rows = Float32Array.from({ length: cells.length * x.columns }, (_, at) => hidden[cells[Math.floor(at / x.columns)] * x.columns + (at % x.columns)]); // prettier-ignore
  return tf.tensor2d(rows, [cells.length, x.columns]);
}
