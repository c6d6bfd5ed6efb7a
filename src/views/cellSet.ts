import { createHash } from 'node:crypto';
import type { AnnData } from '../data';
import { type CellSet, encodeArray, type FeatureBlock, MAX_NAMES } from '../protocol';
import { blendName } from './blendFields';
import type { ColorBy } from './cellColor';
import { range } from './numbers';

/** Features of data with more than this many are left out unless named: reading them all would take long (ours). */
const FEW_FEATURES = 200;
/** Bytes of features in one view at most: a notebook holds several (ours). */
const FEATURE_BYTES = 1_000_000;

/** What a view knows of the cells that it shows, so that they can be selected in it. */
export function cellSet(
  adata: AnnData,
  options: {
    basis: CellSet['basis'];
    colors: readonly ColorBy[];
    panelBy?: string | undefined;
    layer?: string | undefined;
  },
): CellSet {
  const names = adata.obs.index;
  const features = featureBlock(adata, options.layer);
  const key = keyOf(names);
  const given = options.colors.flatMap((by) =>
    typeof by === 'string' ? [] : ['blend' in by ? blendName(by.blend) : by.name],
  );
  return {
    key,
    count: adata.nObs,
    basis: options.basis,
    ...(names.length <= MAX_NAMES && { names: names.map((name) => name.slice(0, 500)) }),
    ...(features && { features }),
    ...(given.length && { given }),
    ...(options.panelBy !== undefined && { panelBy: options.panelBy }),
  };
}

/** The key of cells: the same names in the same order give the same key, in whichever object they are. */
export function keyOf(names: readonly string[]): string {
  const hash = createHash('sha256');
  for (const name of names) hash.update(`${name}\n`);
  return hash.digest('hex').slice(0, 32);
}

function featureBlock(adata: AnnData, layer?: string): FeatureBlock | undefined {
  const { index } = adata.var;
  const [count, wanted] = [adata.nObs, index.length];
  const has = layer === undefined ? adata.X !== undefined : adata.layers.has(layer);
  if (!has || wanted === 0 || wanted > FEW_FEATURES || wanted * count > FEATURE_BYTES) return undefined;
  const bytes = new Uint8Array(wanted * count);
  const [low, high]: number[][] = [[], []];
  for (let f = 0; f < wanted; f++) {
    const values = adata.feature(index[f]!, layer === undefined ? {} : { layer });
    const ends = range(values);
    if (!Number.isFinite(ends.low) || !Number.isFinite(ends.high) || ends.count < count) return undefined;
    low!.push(ends.low);
    high!.push(ends.high);
    const step = (ends.high - ends.low) / 255 || 1;
    for (let i = 0; i < count; i++) bytes[f * count + i] = Math.round((values[i]! - ends.low) / step);
  }
  return {
    names: index.map((name) => name.slice(0, 500)),
    low: low!,
    high: high!,
    values: encodeArray(bytes, [wanted, count]),
  };
}
