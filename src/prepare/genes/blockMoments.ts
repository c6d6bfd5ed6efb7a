import { type AnnData, type BackedAnnData, summarizeBlocks, type SummarizeBlocksOptions, valuesOf } from '../../data';
import type { ColumnMoments } from '../values/columnMoments';
import { mapStored } from '../values/mapValues';
import { checkValues, type Flavor, unlogOf } from './geneValues';
import { StandardizedVariances } from './standardizedVariances';

/** For data that stay in their file. `onProgress` is told of all cells that were read, twice in a second pass. */
export type BlockwiseOptions = SummarizeBlocksOptions;

/** Means and variances of all genes: of counts, or of values before their logarithm was taken. */
export async function blockMoments(
  data: BackedAnnData,
  flavor: Flavor,
  options: BlockwiseOptions,
): Promise<ColumnMoments> {
  const prepare = async (block: AnnData): Promise<AnnData> => {
    const prepared = options.prepare ? await options.prepare(block) : block;
    checkValues(prepared.matrix(), flavor);
    return flavor === 'seurat' ? prepared.with({ X: mapStored(prepared.matrix(), unlogOf(prepared)) }) : prepared;
  };
  const { var: found } = await summarizeBlocks(data, { ...passOf(options), prepare });
  const column = (name: string): Float64Array => Float64Array.from(valuesOf(found.get(name)) as number[]);
  return { mean: column('means'), variance: column('variances') };
}

/** Standardized variances of counts, in another pass. */
export async function blockVariances(
  data: BackedAnnData,
  moments: ColumnMoments,
  span: number,
  options: BlockwiseOptions,
): Promise<Float64Array> {
  const standardized = new StandardizedVariances(moments, data.nObs, span);
  const { signal } = options;
  for await (const { to, data: block } of data.blocks(options.rows, { ...(signal && { signal }) })) {
    standardized.add((options.prepare ? await options.prepare(block) : block).matrix());
    options.onProgress?.(data.nObs + to);
  }
  return standardized.values();
}

/** The options of a pass alone. */
function passOf({ rows, onProgress, signal }: BlockwiseOptions): BlockwiseOptions {
  return { ...(rows !== undefined && { rows }), ...(onProgress && { onProgress }), ...(signal && { signal }) };
}
