/** The mean of some numbers. @param none what no numbers at all have for one; NaN unless given */
export function mean(values: ArrayLike<number>, none = NaN): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return values.length > 0 ? sum / values.length : none;
}

/** The standard deviation with n - 1 in the denominator; NaN of fewer than two numbers. */
export function deviation(values: ArrayLike<number>): number {
  if (values.length < 2) return NaN;
  const center = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - center) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

/** The number in the middle; of an even number of them the mean of the two there. @param none as for `mean` */
export function median(values: ArrayLike<number>, none = NaN): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return none;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The value below which `share` of the numbers lie, linear between two of them (numpy's default). @param none as for `mean` */
export function quantile(values: ArrayLike<number>, share: number, none = NaN): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return none;
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}
