/**
 * Rows in parts of about equal size, no larger than `most`: what is done to one part after another takes the memory of a part.
 *
 * @returns row numbers, rising; no part for no rows
 */
export function evenParts(rows: number, most: number): Int32Array[] {
  const parts = Math.ceil(rows / most);
  return Array.from({ length: parts }, (_, part) => {
    const [from, to] = [part, part + 1].map((at) => Math.round((at * rows) / parts));
    return Int32Array.from({ length: to! - from! }, (__, at) => from! + at);
  });
}
