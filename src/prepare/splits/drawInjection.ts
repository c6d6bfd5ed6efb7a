import { exactMath } from '../../exactMath';
import type { DenseMatrix } from '../../data';
import { Random } from '../../random';
import { buildIndex } from '../../neighbors';

/** One microenvironment and what is put into it. */
export interface InjectionDraw {
  /** Cells of the microenvironment by number, nearest to its center first. */
  readonly field: Int32Array;
  /** Where cells are put [cells, 2 or 3] */
  readonly places: DenseMatrix;
  /** For each pool the cells whose expression is taken, one for each place. */
  readonly donors: readonly Int32Array[];
}

export interface InjectionDrawOptions {
  /** Cells of the microenvironment. */
  fieldCells: number;
  /** Cells to be put in. */
  cells: number;
  /** Cells of the data from which donors are drawn, for each kind of cells. */
  pools: readonly Int32Array[];
  /** Places chosen beforehand; the microenvironment then lies around them. */
  places?: DenseMatrix | undefined;
  /** Cells of a microenvironment that was chosen beforehand. */
  field?: Int32Array | undefined;
}

/**
 * Draws a microenvironment, places in it and donors. A place lies beside a cell of it that is drawn at random, at most as far
 * as that cell's nearest neighbor, so that it is in the tissue. Donors come from outside of the microenvironment where
 * there are any, with replacement.
 *
 * @param points [cells, 2 or 3], @param section section number of each cell
 */
export function drawInjection(
  points: DenseMatrix,
  section: Int32Array,
  options: InjectionDrawOptions,
  seed: number,
): InjectionDraw {
  const random = new Random(seed).fork('injection');
  const center = options.places ? nearestTo(points, meanOf(options.places)) : random.integer(0, points.rows);
  const field =
    options.field ??
    buildIndex(points, { groups: section })
      .nearest([center], Math.min(options.fieldCells, points.rows))
      .filter((cell) => cell >= 0);
  const places = options.places ?? drawPlaces(points, section, field, options.cells, random);
  const inside = new Set(field);
  const donors = options.pools.map((pool) => {
    const outside = pool.filter((cell) => !inside.has(cell));
    const from = outside.length > 0 ? outside : pool;
    return Int32Array.from({ length: places.rows }, () => from[random.integer(0, from.length)]!);
  });
  return { field, places, donors };
}

function drawPlaces(
  points: DenseMatrix,
  section: Int32Array,
  field: Int32Array,
  count: number,
  random: Random,
): DenseMatrix {
  const beside = Int32Array.from({ length: count }, () => field[random.integer(0, field.length)]!);
  // The nearest of a cell is itself, or another one at its place.
  const nearest = buildIndex(points, { groups: section, candidates: field }).nearest(beside, 2);
  const places = points.takeRows(beside);
  for (let at = 0; at < count; at++) {
    const other = nearest[2 * at + 1]!;
    if (other < 0) continue;
    const reach = Math.hypot(...places.row(at).map((value, axis) => value - points.get(other, axis)));
    const angle = random.uniform(0, 2 * Math.PI);
    const far = reach * Math.sqrt(random.uniform());
    places.values[at * places.columns]! += far * exactMath.cos(angle);
    places.values[at * places.columns + 1]! += far * exactMath.sin(angle);
  }
  return places;
}

function meanOf(places: DenseMatrix): number[] {
  const mean = Array<number>(places.columns).fill(0);
  for (let i = 0; i < places.rows; i++) places.row(i).forEach((value, axis) => (mean[axis]! += value / places.rows));
  return mean;
}

function nearestTo(points: DenseMatrix, place: readonly number[]): number {
  let [best, least] = [0, Infinity];
  for (let i = 0; i < points.rows; i++) {
    const distance = Math.hypot(...place.map((value, axis) => value - points.get(i, axis)));
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}
