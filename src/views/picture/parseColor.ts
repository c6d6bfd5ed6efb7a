const known = new Map<string, readonly [number, number, number, number]>();

/** Red, green and blue from 0 to 255, and opacity from 0 to 1, of #rrggbb or #rrggbbaa. Anything else is black. */
export function parseColor(color: string): readonly [number, number, number, number] {
  const before = known.get(color);
  if (before) return before;
  const [, digits = '000000', alpha = 'ff'] = /^#([0-9a-f]{6})([0-9a-f]{2})?$/i.exec(color) ?? [];
  const [r, g, b] = [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16));
  const parsed = [r, g, b, parseInt(alpha, 16) / 255] as const;
  if (known.size < 10_000) known.set(color, parsed);
  return parsed;
}

/** The color of a scale at a share of it, 0 to 1, as #rrggbb. */
export function colorAt(stops: readonly (readonly [number, string])[], share: number): string {
  const place = Math.min(1, Math.max(0, share));
  const after = Math.max(1, stops.findIndex(([at]) => at >= place)); // prettier-ignore
  const [[from, low], [to, high]] = [stops[after - 1], stops[after]];
  const [a, b] = [parseColor(low), parseColor(high)];
  const t = (place - from) / (to - from || 1);
  return `#${[0, 1, 2]
    .map((c) => Math.round(a[c] + t * (b[c] - a[c])))
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')}`;
}
