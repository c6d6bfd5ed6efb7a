import { coordinates, DenseMatrix } from '../../data';
import { besideMarked } from '../tokens/tokens';
import { wrong } from './options';
import type { ChangedRegion, Setting } from './region';
import type { Context, Reader } from './reader';
import { buildIndex } from '../../neighbors';

/**
 * What a model is shown in a run, and which cells are looked at: those with a changed cell, or a place at which one is put in,
 * among those that they hear. Cells with another profile or taken out are not looked at themselves; cells in which one gene was
 * changed are, by models that read a cell's own values.
 *
 * @throws TissuebookError 'invalid-argument' (cells put into several sections at once; nobody beside a changed cell)
 */
export function contextOf(setting: Setting, region: ChangedRegion, reader: Reader): Context {
  const { points } = coordinates(setting.adata);
  const field = fieldOf(setting, region, reader.margin, points);
  const fixed = Int32Array.from(new Set([...region.changed, ...region.controls])).sort();
  const places = region.added?.places ?? new DenseMatrix(0, points.columns, new Float64Array(0));
  const beside = nativesBeside(setting, region, points, places);
  const own = reader.readsChanged && 'gene' in setting.options.what;
  const watched = watchedOf(setting, reader, points, { field, fixed, places, beside }, own);
  if (watched.length > 0) return { field, fixed, watched, places, beside };
  throw wrong('where', region.place.length, 'no cell lies beside the changed ones.', 'Change cells of some types, or of a smaller place.'); // prettier-ignore
}

function fieldOf({ section, chosen }: Setting, region: ChangedRegion, margin: number, points: DenseMatrix): Int32Array {
  const place = Int32Array.from(new Set([...region.place, ...region.controls])).sort();
  const sections = new Set(place.map((cell) => section[cell]!));
  const inside = new Set(place);
  const all = Int32Array.from(section.keys());
  if (margin === Infinity) return all.filter((cell) => sections.has(section[cell]!));
  if (!chosen) return place;
  const [low, high] = boundsOf(points, place, margin);
  const others = all.filter(
    (cell) =>
      sections.has(section[cell]!) &&
      !inside.has(cell) &&
      points.row(cell).every((value, axis) => value >= low[axis]! && value <= high[axis]!),
  );
  const nearest = buildIndex(points, { groups: section, candidates: place }).nearest(others, 1);
  const near = others.filter((cell, at) => nearest[at]! >= 0 && distance(points.row(cell), points.row(nearest[at]!)) <= margin); // prettier-ignore
  return Int32Array.from([...place, ...near]).sort();
}

function boundsOf(points: DenseMatrix, cells: Int32Array, margin: number): [number[], number[]] {
  const low = Array<number>(points.columns).fill(Infinity);
  const high = Array<number>(points.columns).fill(-Infinity);
  for (const cell of cells) {
    points.row(cell).forEach((value, axis) => {
      low[axis] = Math.min(low[axis]!, value - margin);
      high[axis] = Math.max(high[axis]!, value + margin);
    });
  }
  return [low, high];
}

/** The nearest cell of the place to each added one. */
function nativesBeside(
  { section }: Setting,
  { place }: ChangedRegion,
  points: DenseMatrix,
  places: DenseMatrix,
): Int32Array {
  if (places.rows === 0) return new Int32Array(0);
  if (new Set(place.map((cell) => section[cell]!)).size > 1) {
    throw wrong('where', place.length, 'cells are put into one section at a time.', 'Choose cells of one section.');
  }
  const joined = joinedPoints(points, place, places);
  const natives = place.map((_, at) => at);
  const asked = Int32Array.from({ length: places.rows }, (_, at) => place.length + at);
  return buildIndex(joined, { candidates: natives })
    .nearest(asked, 1)
    .map((at) => place[at]!);
}

/** Positions of some cells, and of places behind them. */
function joinedPoints(points: DenseMatrix, cells: Int32Array, places: DenseMatrix): DenseMatrix {
  const own = points.takeRows(cells);
  const joined = new Float64Array(own.values.length + places.values.length);
  joined.set(own.values);
  joined.set(places.values, own.values.length);
  return new DenseMatrix(cells.length + places.rows, points.columns, joined);
}

function watchedOf(
  { section }: Setting,
  reader: Reader,
  points: DenseMatrix,
  { field, fixed, places, beside }: Omit<Context, 'watched'>,
  own: boolean,
): Int32Array {
  const taken = new Set(fixed);
  const groups = Int32Array.from([...field, ...beside], (cell) => section[cell]!);
  const marks = Uint8Array.from({ length: groups.length }, (_, at) =>
    at >= field.length || taken.has(field[at]!) ? 1 : 0,
  );
  const near = besideMarked(marks, reader.receptiveFields(joinedPoints(points, field, places), groups));
  return field.filter((cell, at) => (taken.has(cell) ? own : near[at] === 1));
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let axis = 0; axis < a.length; axis++) sum += (a[axis]! - b[axis]!) ** 2;
  return Math.sqrt(sum);
}
