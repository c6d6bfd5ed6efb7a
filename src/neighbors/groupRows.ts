/** The rows of each group in rising order; groups in the order of their first rows. Codes below 0 are of no group. */
export function groupRows(codes: ArrayLike<number>, rows: ArrayLike<number>): Map<number, Int32Array> {
  const lists = new Map<number, number[]>();
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    if (codes[row]! < 0) continue;
    const list = lists.get(codes[row]!);
    if (list) list.push(row);
    else lists.set(codes[row]!, [row]);
  }
  return new Map(Array.from(lists, ([code, list]) => [code, Int32Array.from(list)]));
}

/** 0, 1, 2, … */
export function allRows(count: number): Int32Array {
  return new Int32Array(count).map((_, row) => row);
}
