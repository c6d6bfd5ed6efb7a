import { mean } from '../../statistics';
import type { Axis } from './axis';
import type { Canvas } from './canvas';
import type { Trace } from './plotlyParts';
import { stroke } from './stroke';

/** Places along a violin at which its width is found. */
const PLACES = 80;
/** Half of a violin's width, of the room of a group. */
const HALF = 0.45;

/** Draws how the values of each group are spread: a Gaussian density, cut at the ends of the values, with a line at the mean. */
export function drawViolins(canvas: Canvas, trace: Trace, x: Axis, y: Axis): void {
  const groups = new Map<number, number[]>();
  for (let i = 0; i < (trace.x?.length ?? 0); i++) {
    const group = trace.x?.[i] ?? NaN;
    const values = groups.get(group) ?? [];
    values.push(trace.y?.[i] ?? NaN);
    groups.set(group, values);
  }
  const color = trace.line?.color ?? '#000000';
  for (const [group, values] of groups) {
    const sorted = Float64Array.from(values).sort();
    const center = mean(values);
    const shape = densityOf(sorted, center);
    const most = Math.max(...shape.map(({ density }) => density)) || 1;
    const side = (sign: number): number[][] =>
      shape.map(({ at, density }) => [x.place(group + (sign * HALF * density) / most), y.place(at)]);
    const outline = [...side(1), ...side(-1).reverse()].flat();
    canvas.fill([outline], `${color}80`);
    stroke(canvas, [...outline, ...outline.slice(0, 2)], { color, width: 1.5 });
    const near = shape.reduce((best, each) => (Math.abs(each.at - center) < Math.abs(best.at - center) ? each : best));
    const half = (HALF * near.density) / most;
    const ends = [x.place(group - half), y.place(center), x.place(group + half), y.place(center)];
    stroke(canvas, ends, { color, width: 1.5, dash: [4, 3] });
  }
}

/** The density with plotly's width of the kernel (Scott 1992): 1.06 times the lesser of deviation and quartile range, by n^-1/5. */
function densityOf(sorted: Float64Array, mean: number): { at: number; density: number }[] {
  const n = sorted.length;
  const [low, high] = [sorted[0], sorted[n - 1]];
  const deviation = Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, n - 1));
  const quartiles = sorted[Math.floor(0.75 * (n - 1))] - sorted[Math.floor(0.25 * (n - 1))];
  const spread = quartiles > 0 ? Math.min(deviation, quartiles / 1.349) : deviation;
  const width = 1.06 * spread * n ** -0.2 || 1e-3 * Math.max(1, Math.abs(mean));
  return Array.from({ length: PLACES + 1 }, (_, k) => {
    const at = low + (k / PLACES) * (high - low);
    let density = 0;
    for (const value of sorted) density += Math.exp(-0.5 * ((at - value) / width) ** 2);
    return { at, density };
  });
}
