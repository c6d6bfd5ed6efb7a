import type { Range } from '../encoding/container';
import { sizeOf } from '../encoding/values';
import type { ValueType } from './library';

/** Bytes read in one call, unless a row of chunks has more: bounds the library's heap, which never shrinks. */
const BLOCK_BYTES = 4 * 2 ** 20;

/** A part of a dataset: its shape, and where it begins; 0 in dimensions that are not given. */
export interface Block {
  shape: number[];
  offset: readonly number[];
}

/**
 * Rows of a dataset in pieces of whole chunks, so that none is decompressed twice; none where there are no values.
 *
 * @param inner the lengths along the other dimensions
 * @param left where the second dimension begins
 */
export function blocksOf(type: ValueType, [from, to]: Range, inner: readonly number[], left: number): Block[] {
  const row = sizeOf(inner) * type.size;
  if (row === 0) return [];
  const rows = Math.max(1, Math.floor(BLOCK_BYTES / row));
  const chunk = type.chunks?.[0] ?? 1;
  const step = rows > chunk ? rows - (rows % chunk) : Math.max(rows, chunk);
  const blocks: Block[] = [];
  for (let start = from; start < to; start += step) {
    blocks.push({ shape: [Math.min(step, to - start), ...inner], offset: [start, left] });
  }
  return blocks;
}
