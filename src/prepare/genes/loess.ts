import { cube } from '../../exactMath';
import { TissuebookError } from '../../errors';

/** Points that a cell of the interpolation may hold, as a share of those in a fit; Cleveland and Grosse's default. */
const CELL = 0.2;
/** By how much the outermost vertices lie outside of the points, as a share of their range. */
const MARGIN = 0.005;

/** A local parabola at one place: its value and its slope. */
interface Vertex {
  x: number;
  value: number;
  slope: number;
}

/**
 * A curve through points by local parabolas with tricube weights (Cleveland, Grosse and Shyu 1992, "Local regression
 * models"). As their dloess, parabolas are fitted at few vertices, and cubics blend between: values agree with R and
 * scikit-misc.
 *
 * @param span the share of the points in each fit
 * @returns the curve's value at each x
 * @throws TissuebookError 'invalid-argument' when there are fewer than 4 points in a fit
 */
export function loess(x: Float64Array, y: Float64Array, span: number): Float64Array {
  const order = Int32Array.from(x, (_, i) => i).sort((i, j) => x[i]! - x[j]!);
  const points = { x: Float64Array.from(order, (i) => x[i]!), y: Float64Array.from(order, (i) => y[i]!) };
  const near = Math.min(x.length, Math.floor(x.length * span + 1e-5));
  if (near < 4) {
    throw new TissuebookError('invalid-argument', `A span of ${span} of ${x.length} genes is too few for a curve.`, {
      argument: 'span',
      found: span,
      advice: 'Use a larger span, or more genes.',
    });
  }
  const vertices = cutPlaces(points.x, Math.floor(x.length * span * CELL)).map((at) => fit(points, at, near));
  return x.map((at) => blend(vertices, at));
}

/** Where to fit: the ends, and medians of cells that hold more than `most` points, in rising order. */
function cutPlaces(x: Float64Array, most: number): number[] {
  const [low, high] = [x[0]!, x[x.length - 1]!];
  const margin = MARGIN * Math.max(high - low, Math.max(Math.abs(low), Math.abs(high)) * 1e-3 + 1e-30);
  const places = [low - margin, high + margin];
  const cut = (from: number, to: number, left: number, right: number): void => {
    if (to - from + 1 <= Math.max(1, most)) return;
    const last = gapNear(x, from, to);
    const place = x[last]!;
    if (place === left || place === right) return;
    places.push(place);
    cut(from, last, left, place);
    cut(last + 1, to, place, right);
  };
  cut(0, x.length - 1, places[0]!, places[1]!);
  return places.sort((a, b) => a - b);
}

/** The point next to the middle that differs from the one after it, so that equal points stay in one cell. */
function gapNear(x: Float64Array, from: number, to: number): number {
  const middle = (from + to) >> 1;
  for (let offset = 0; middle + offset >= from && middle + offset < to; offset = offset > 0 ? -offset : 1 - offset) {
    if (x[middle + offset] !== x[middle + offset + 1]) return middle + offset;
  }
  return middle;
}

/** The parabola of least squares through the nearest points, by their distance. */
function fit({ x, y }: { x: Float64Array; y: Float64Array }, at: number, near: number): Vertex {
  let from = 0;
  while (from + near < x.length && x[from + near]! - at < at - x[from]!) from++;
  const reach = Math.max(at - x[from]!, x[from + near - 1]! - at);
  const s = new Float64Array(5);
  const t = new Float64Array(3);
  for (let i = from; i < from + near; i++) {
    const apart = reach > 0 ? (x[i]! - at) / reach : 0;
    const weight = cube(1 - cube(Math.abs(apart)));
    for (let p = 0, power = weight; p < 5; p++, power *= apart) {
      s[p]! += power;
      if (p < 3) t[p]! += power * y[i]!;
    }
  }
  if (s[0] === 0) return { x: at, value: meanOf(y.subarray(from, from + near)), slope: 0 };
  const [value, slope] = solve(s, t);
  return { x: at, value, slope: reach > 0 ? slope / reach : 0 };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The constant and the linear coefficient of a parabola from its normal equations, by elimination with pivots. */
function solve(s: Float64Array, t: Float64Array): [number, number] {
  const rows = [0, 1, 2].map((i) => [s[i]!, s[i + 1]!, s[i + 2]!, t[i]!]);
  for (let c = 0; c < 3; c++) {
    const pivot = [0, 1, 2]
      .slice(c)
      .reduce((best, r) => (Math.abs(rows[r]![c]!) > Math.abs(rows[best]![c]!) ? r : best));
    [rows[c], rows[pivot]] = [rows[pivot]!, rows[c]!];
    const head = rows[c]!;
    if (Math.abs(head[c]!) < 1e-12 * s[0]!) return [t[0]! / s[0]!, 0];
    for (let r = 0; r < 3; r++) {
      if (r === c) continue;
      const factor = rows[r]![c]! / head[c]!;
      for (let k = c; k < 4; k++) rows[r]![k]! -= factor * head[k]!;
    }
  }
  return [rows[0]![3]! / rows[0]![0]!, rows[1]![3]! / rows[1]![1]!];
}

/** The cubic between two vertices that has their values and slopes. */
function blend(vertices: readonly Vertex[], at: number): number {
  let right = 1;
  while (right < vertices.length - 1 && vertices[right]!.x < at) right++;
  const [a, b] = [vertices[right - 1]!, vertices[right]!];
  const width = b.x - a.x;
  const h = (at - a.x) / width;
  const rest = 1 - h;
  return (
    rest ** 2 * (1 + 2 * h) * a.value +
    h ** 2 * (1 + 2 * rest) * b.value +
    h * rest ** 2 * width * a.slope -
    h ** 2 * rest * width * b.slope
  );
}
