import { array, numbers } from './cellSetCheck';
import type { EncodedArray } from './encodedArray';
import { record, type Check } from './shape';
import type { MatrixTree } from './types';
import { ViewError } from './viewError';

/** Most dots of a matrix: more are no dots that an eye could tell apart. */
const MAX_DOTS = 40_000;

/** The shape of a MatrixTree. */
export const matrixTree: Check = record({ merges: array, heights: array });

/** Whether there is a size for each field, from none to the full area. */
export function checkSizes(sizes: EncodedArray, fields: number): void {
  if (fields > MAX_DOTS) throw new ViewError('sizes', `has ${fields} dots, more than ${MAX_DOTS}`);
  for (const size of numbers(sizes, 'sizes', { length: fields })) {
    if (size < 0 || size > 1) throw new ViewError('sizes', `holds ${size}; sizes go from 0 to 1`);
  }
}

/** Whether a tree joins every leaf and every merge once, and only what is there by then. */
export function checkTree({ merges, heights }: MatrixTree, leaves: number, path: string): void {
  const joins = Math.max(0, leaves - 1);
  const pairs = numbers(merges, `${path}.merges`, { length: 2 * joins, finite: true });
  for (const height of numbers(heights, `${path}.heights`, { length: joins, finite: true })) {
    if (height < 0) throw new ViewError(`${path}.heights`, `holds ${height}, below 0`);
  }
  const joined = new Uint8Array(leaves + joins);
  pairs.forEach((cluster, at) => {
    const known = leaves + Math.floor(at / 2);
    if (!Number.isInteger(cluster) || cluster < 0 || cluster >= known || joined[cluster]) {
      throw new ViewError(`${path}.merges`, `holds ${cluster} at ${at}, which is not there or joined already`);
    }
    joined[cluster] = 1;
  });
}
