/** Rows of a tile: 4 x 4 products at a time fill the registers of a processor. */
const TILE = 4;
/** Tiles of a block: two blocks of 64 rows and 50 columns fit into its nearest cache. */
const BLOCK = 16;

/**
 * Calls `visit` once with the scalar product of every pair of different rows.
 *
 * @param values [rows, columns], row-major
 * @param visit gets i < j and their product
 */
export function forEachPairProduct(
  values: Float64Array,
  rows: number,
  columns: number,
  visit: (i: number, j: number, product: number) => void,
): void {
  const tiles = Math.ceil(rows / TILE);
  const packed = pack(values, rows, columns);
  const products = new Float64Array(TILE * TILE);
  for (let blockA = 0; blockA < tiles; blockA += BLOCK) {
    for (let blockB = blockA; blockB < tiles; blockB += BLOCK) {
      for (let a = blockA; a < Math.min(tiles, blockA + BLOCK); a++) {
        for (let b = Math.max(a, blockB); b < Math.min(tiles, blockB + BLOCK); b++) {
          multiply(packed, columns, a, b, products);
          for (let e = 0; e < TILE * TILE; e++) {
            const i = a * TILE + (e >> 2);
            const j = b * TILE + (e & 3);
            if (i < j && j < rows) visit(i, j, products[e]!);
          }
        }
      }
    }
  }
}

/** The rows of a tile side by side: the values of four rows in a column follow each other; 0 beyond the last row. */
function pack(values: Float64Array, rows: number, columns: number): Float64Array {
  const packed = new Float64Array(Math.ceil(rows / TILE) * TILE * columns);
  for (let i = 0; i < rows; i++) {
    const from = (i - (i % TILE)) * columns + (i % TILE);
    for (let c = 0; c < columns; c++) packed[from + c * TILE] = values[i * columns + c]!;
  }
  return packed;
}

/** The 16 products of the rows of two tiles. */
function multiply(packed: Float64Array, columns: number, a: number, b: number, out: Float64Array): void {
  // prettier-ignore
  let s00 = 0, s01 = 0, s02 = 0, s03 = 0, s10 = 0, s11 = 0, s12 = 0, s13 = 0;
  // prettier-ignore
  let s20 = 0, s21 = 0, s22 = 0, s23 = 0, s30 = 0, s31 = 0, s32 = 0, s33 = 0;
  const last = (a + 1) * TILE * columns;
  for (let p = a * TILE * columns, q = b * TILE * columns; p < last; p += TILE, q += TILE) {
    const a0 = packed[p]!;
    const a1 = packed[p + 1]!;
    const a2 = packed[p + 2]!;
    const a3 = packed[p + 3]!;
    const b0 = packed[q]!;
    const b1 = packed[q + 1]!;
    const b2 = packed[q + 2]!;
    const b3 = packed[q + 3]!;
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s03 += a0 * b3;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s13 += a1 * b3;
    s20 += a2 * b0;
    s21 += a2 * b1;
    s22 += a2 * b2;
    s23 += a2 * b3;
    s30 += a3 * b0;
    s31 += a3 * b1;
    s32 += a3 * b2;
    s33 += a3 * b3;
  }
  out[0] = s00;
  out[1] = s01;
  out[2] = s02;
  out[3] = s03;
  out[4] = s10;
  out[5] = s11;
  out[6] = s12;
  out[7] = s13;
  out[8] = s20;
  out[9] = s21;
  out[10] = s22;
  out[11] = s23;
  out[12] = s30;
  out[13] = s31;
  out[14] = s32;
  out[15] = s33;
}
