import { exactMath } from '../../exactMath';

/** Which of a cell's values to hide: given their columns and values, a truth value for each. */
export type Hide = (columns: Int32Array, values: Float64Array) => Uint8Array;

/** How values are drawn. */
export interface DrawnInCellsOptions {
  /** Of the values of a cell. */
  share: number;
  /** The value at which the weight exp(-value / scale) has fallen to 1 / e; the number of values is then rounded down, as in CellPLM. */
  scale?: number;
  /** Cells with fewer values are left as they are. Default 0. */
  least?: number;
}

/**
 * Draws a share of a cell's values without replacement, by weight: the largest of log(u) / weight are taken (Efraimidis
 * and Spirakis 2006).
 *
 * @param uniform numbers from [0, 1), one for each value, in the order of the columns
 */
export function drawnInCells({ share, scale, least = 0 }: DrawnInCellsOptions, uniform: () => number): Hide {
  return (columns, values) => {
    const keys = Float64Array.from(
      values,
      (value) => exactMath.log(1 - uniform()) * exactMath.exp(value / (scale ?? Infinity)),
    );
    const hidden = new Uint8Array(columns.length);
    if (columns.length < least) return hidden;
    const order = Int32Array.from(columns, (_, e) => e).sort((a, b) => keys[b]! - keys[a]!);
    const wanted = share * columns.length;
    // A tenth of ten is one also where the share is no sum of powers of two.
    const count = scale === undefined ? Math.round(wanted) : Math.floor(wanted + 1e-9);
    for (const e of order.subarray(0, count)) hidden[e] = 1;
    return hidden;
  };
}
