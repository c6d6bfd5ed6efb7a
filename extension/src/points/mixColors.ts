/** `count` colors (#rrggbb) evenly along a scale whose stops are [place from 0 to 1, #rrggbb]. */
export function mixColors(stops: readonly (readonly [number, string])[], count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const at = count > 1 ? i / (count - 1) : 0;
    const after = Math.max(
      1,
      stops.findIndex(([place]) => place >= at),
    );
    const [[from, low], [to, high]] = [stops[after - 1]!, stops[after]!];
    const share = (at - from) / (to - from || 1);
    const parts = [1, 3, 5].map((k) => {
      const [a, b] = [parseInt(low.slice(k, k + 2), 16), parseInt(high.slice(k, k + 2), 16)];
      return Math.round(a + (b - a) * share)
        .toString(16)
        .padStart(2, '0');
    });
    return `#${parts.join('')}`;
  });
}
