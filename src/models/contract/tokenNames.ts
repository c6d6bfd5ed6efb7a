/**
 * The name of each cell's token: its code, or the codes of all heads joined by dots.
 *
 * @param codes [cells, heads] row-major
 */
export function tokenNames(codes: Int32Array, heads: number): string[] {
  return Array.from({ length: codes.length / heads }, (_, i) =>
    [...codes.subarray(i * heads, (i + 1) * heads)].join('.'),
  );
}
