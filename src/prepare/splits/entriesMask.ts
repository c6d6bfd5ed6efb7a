/** Which entries of a table are hidden, zeros among them. */
export interface EntriesMask {
  /** 1 for an entry that is hidden for evaluation [cells, genes], row-major. */
  readonly hidden: Uint8Array;
  /** 1 for an entry that is hidden for validation; none of the others. */
  readonly validation: Uint8Array;
}

/**
 * Hides entries whose draw lies below `share`, and for validation those with the next `validation` of the draws. A cell that would be
 * left without any count keeps all of its entries, as in SpaFormer's code; one that only the validation leaves empty, those.
 *
 * @param counts [cells, columns], row-major
 * @param draws uniform on [0, 1), of the same length
 */
export function entriesMask(
  counts: ArrayLike<number>,
  columns: number,
  draws: ArrayLike<number>,
  { share, validation = 0 }: { share: number; validation?: number },
): EntriesMask {
  const mask = { hidden: new Uint8Array(draws.length), validation: new Uint8Array(draws.length) };
  for (let from = 0; from < draws.length; from += columns) {
    let [left, kept] = [0, 0];
    for (let at = from; at < from + columns; at++) {
      if (draws[at]! < share) mask.hidden[at] = 1;
      else if (draws[at]! < share + validation) mask.validation[at] = 1;
      left += mask.hidden[at] ? 0 : counts[at]!;
      kept += mask.hidden[at] || mask.validation[at] ? 0 : counts[at]!;
    }
    if (left === 0) mask.hidden.fill(0, from, from + columns);
    if (kept === 0) mask.validation.fill(0, from, from + columns);
  }
  return mask;
}
