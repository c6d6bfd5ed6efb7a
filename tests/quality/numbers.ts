export function meanOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** Standard deviation of a sample (n - 1). */
export function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/** A number as cards and tables of papers write it: '.49', '5.21', '-.03'. */
export function decimal(value: number, digits = 2): string {
  const text = value.toFixed(digits).replace(/^(-?)0\./, '$1.');
  return /[1-9]/.test(text) || Number.isNaN(value) ? text : '0';
}

/** The same with its sign: '+.036'. */
export function signed(value: number, digits = 3): string {
  const text = decimal(value, digits);
  return value > 0 && text !== '0' ? `+${text}` : text;
}

/** 'a', 'a and b', 'a, b and c'. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
