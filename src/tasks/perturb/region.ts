import { coordinates, type AnnData, type DenseMatrix } from '../../data';
import { wrong, type Inject, type PerturbOptions } from './options';
import { drawInjection } from '../../prepare/splits/drawInjection';
import { randomOrders } from '../../prepare/splits/randomOrders';

/** A region of tissue and which of its cells a change touches, by number in the data. */
export interface ChangedRegion {
  /** Cells of the place, or of the drawn microenvironment. */
  readonly place: Int32Array;
  /** Cells that the change alters or takes out, and those of the control: others only where cells are taken out. */
  readonly changed: Int32Array;
  readonly controls: Int32Array;
  /** Where cells are put in, and the cells whose expression they get, in the change and in the control. */
  readonly added?: { readonly places: DenseMatrix; readonly donors: Int32Array; readonly controlDonors: Int32Array };
}

/** What every run of one experiment shares. */
export interface Setting {
  readonly adata: AnnData;
  readonly options: PerturbOptions;
  /** The type of every cell, where types are known. */
  readonly types: readonly (string | null)[] | undefined;
  /** Section number of every cell. */
  readonly section: Int32Array;
  /** Cells of the chosen place; undefined for everywhere. */
  readonly chosen: Int32Array | undefined;
}

/** Draws what one run needs. The same seed draws the same. */
export function drawRegion(setting: Setting, seed: number): ChangedRegion {
  const { what } = setting.options;
  if (what.kind === 'inject') return drawInjected(setting, what, seed);
  const place = setting.chosen ?? Int32Array.from({ length: setting.adata.nObs }, (_, i) => i);
  const changed = what.types ? ofTypes(setting, place, what.types) : place;
  if (changed.length === 0) {
    throw wrong('types', what.types?.join(', '), 'the place holds no cell of these types.', typesAdvice(setting));
  }
  if (what.kind !== 'remove') return { place, changed, controls: changed };
  return { place, changed, controls: otherCells(setting, place, changed, seed) };
}

/** The types of the control of an injection: as asked, or else the most frequent other type. */
export function controlTypes({ types }: Setting, { types: wanted, control }: Inject): string[] {
  if (control) return control;
  const counts = new Map<string, number>();
  for (const type of types!) {
    if (type !== null && !wanted.includes(type)) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  if (most) return [most[0]];
  throw wrong('types', wanted.join(', '), 'there is no other type for a control.', 'Name one in control.');
}

/** The cells of some types, by number. @throws TissuebookError 'invalid-argument' where there are none */
export function poolOf(setting: Setting, types: readonly string[]): Int32Array {
  const all = Int32Array.from({ length: setting.adata.nObs }, (_, i) => i);
  const cells = ofTypes(setting, all, types);
  if (cells.length > 0) return cells;
  throw wrong('types', types.join(', '), `no cell is ${types.join(' or ')}.`, typesAdvice(setting));
}

function drawInjected(setting: Setting, what: Inject, seed: number): ChangedRegion {
  const { adata, options, section, chosen } = setting;
  const fieldCells = Math.min(options.fieldCells ?? 400, adata.nObs);
  const pools = [poolOf(setting, what.types), poolOf(setting, controlTypes(setting, what))];
  const draw = drawInjection(
    coordinates(adata).points,
    section,
    {
      fieldCells,
      cells: what.cells ?? Math.max(1, Math.round(0.15 * (chosen?.length ?? fieldCells))),
      pools,
      ...(what.at && { places: placesOf(adata, what.at) }),
      ...(chosen && { field: chosen }),
    },
    seed,
  );
  const none = new Int32Array(0);
  const added = { places: draw.places, donors: draw.donors[0]!, controlDonors: draw.donors[1]! };
  return { place: draw.field, changed: none, controls: none, added };
}

/** Chosen places as positions of the data, in the plane where the data have three coordinates. */
function placesOf(adata: AnnData, at: readonly [number, number][]): DenseMatrix {
  const { points } = coordinates(adata);
  if (at.length === 0) throw wrong('at', 0, 'at holds no place.');
  const places = points.takeRows(new Int32Array(at.length));
  at.forEach(([x, y], i) => places.row(i).set([x, y]));
  return places;
}

/** As many cells as are taken out, drawn from the others of the place, and of the whole sections where these are too few. */
function otherCells(setting: Setting, place: Int32Array, changed: Int32Array, seed: number): Int32Array {
  const { section, adata } = setting;
  const taken = new Set(changed);
  const near = place.filter((cell) => !taken.has(cell));
  const sections = new Set(changed.map((cell) => section[cell]!));
  const inPlace = new Set(place);
  const far = Int32Array.from({ length: adata.nObs }, (_, i) => i).filter(
    (cell) => !inPlace.has(cell) && sections.has(section[cell]!),
  );
  const drawn = (cells: Int32Array, purpose: string): number[] =>
    Array.from(randomOrders(seed, purpose, cells.length, 1)[0]!, (at) => cells[at]!);
  const order = [...drawn(near, 'control cells'), ...drawn(far, 'control cells elsewhere')];
  if (order.length < changed.length) {
    throw wrong('types', changed.length, 'too few other cells are left for a control.', 'Take out fewer cells.');
  }
  return Int32Array.from(order.slice(0, changed.length)).sort();
}

function ofTypes({ types }: Setting, cells: Int32Array, wanted: readonly string[]): Int32Array {
  return cells.filter((cell) => types![cell] !== null && wanted.includes(types![cell]!));
}

function typesAdvice({ types, options }: Setting): string {
  const known = [...new Set(types)].filter((type) => type !== null).sort();
  return `obs["${options.labels}"] has: ${known.slice(0, 12).join(', ')}${known.length > 12 ? ', ...' : ''}.`;
}
