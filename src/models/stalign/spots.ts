import { type AnnData, coordinates, DenseMatrix, type ImageSource, type Uns, unsAt } from '../../data';
import { uniquePlaces } from '../../data/rowsByName';
import { readSections } from '../../data/sections';
import { TissuebookError } from '../../errors';
import { pitch } from '../../graph/pitch';
import { checkValues } from '../../prepare/values/checkValues';
import type { Pictured } from './pictured';
import type { StalignConfig } from './config';
import type { GivenVectors, StalignState } from './state';
import { featureMoments } from '../training/featureMoments';
import { matchFeatures, takeFeatures } from '../training/matchFeatures';

/** Spots of one or several tissues as ST-Align sees them, checked; pictures are read later. */
export interface Spots {
  readonly count: number;
  /** The tissues, and the first spot of each. */
  readonly parts: readonly { readonly cells: AnnData; readonly image: ImageSource; readonly from: number }[];
  readonly features: readonly string[];
  /** log1p of counts that add up to 10,000 [spots, features]; absent where expression is not asked for. */
  readonly x: DenseMatrix | undefined;
  readonly points: DenseMatrix;
  /** Number of each spot's section. */
  readonly section: Int32Array;
  /** 1 for a spot that lies on its image. */
  readonly on: Uint8Array;
  /** Positions in pixels of the images [spots, 2]. */
  readonly pixels: DenseMatrix;
  readonly pitch: number;
  readonly channels: readonly string[];
  /** Given vectors [spots, width]. */
  readonly spotGene: DenseMatrix | undefined;
  readonly nicheImage: DenseMatrix | undefined;
  readonly notices: readonly string[];
}

/** What counts add up to before the logarithm. */
const SCALE = 1e4;
/** A picture in color has these channels; other channels beside them, as alpha, are left out. */
const COLORS = ['red', 'green', 'blue'];

/** What is read. */
export interface ReadSpotsOptions {
  /** A trained model: its features, channels and given vectors are looked for. */
  trained?: StalignState;
  /** Whether expression is looked at. Default true. */
  expression?: boolean;
}

/**
 * Reads what ST-Align needs and changes nothing; no pixel is looked at.
 *
 * @throws TissuebookError 'missing-key' (no X, no positions, no such column, slide, channel or key), 'not-finite', 'shape-mismatch',
 *   'invalid-argument' (most spots lie outside of their images)
 */
export function readSpots(
  where: string,
  tissues: readonly Pictured[],
  config: StalignConfig,
  { trained, expression = true }: ReadSpotsOptions = {},
): Spots {
  const notices: string[] = [];
  let from = 0;
  let sections = 0;
  const features = trained?.features ?? sharedFeatures(where, tissues);
  const read = tissues.map(({ cells, image }) => {
    const { section, sections: names } = readSections(where, cells, config.section);
    const { points } = coordinates(cells);
    const { on, pixels, slides } = image.places(cells);
    checkSlides(where, config.section, section, slides);
    const part = {
      cells,
      image,
      from,
      section: section.map((code) => code + sections),
      points: points.columns === 2 ? points : points.takeColumns([0, 1]),
      on,
      pixels,
      x: expression ? logged(where, cells, features, notices, trained !== undefined) : undefined,
      spotGene: expression ? given(where, cells, config.spotGene, trained?.spotGene) : undefined,
      nicheImage: given(where, cells, config.nicheImage, trained?.nicheImage),
    };
    from += cells.nObs;
    sections += names.length;
    return part;
  });
  const section = joined(read.map((part) => part.section));
  const points = rowsOf(read.map((part) => part.points));
  const on = Uint8Array.from(read.flatMap((part) => [...part.on]));
  checkPlaces(where, on, read[0]!.image);
  const all = (name: 'x' | 'spotGene' | 'nicheImage'): DenseMatrix | undefined => {
    const found = read.map((part) => part[name]);
    return found.every((each) => each !== undefined) ? rowsOf(found) : undefined;
  };
  return {
    count: from,
    parts: read,
    features,
    x: all('x'),
    points,
    section,
    on,
    pixels: rowsOf(read.map((part) => part.pixels)),
    pitch: pitch(points, section),
    channels: channelsOf(where, tissues, trained?.channels),
    spotGene: all('spotGene'),
    nicheImage: all('nicheImage'),
    notices: [...new Set(notices)],
  };
}

/** The features that vary most over the given spots, in the order of the data. */
export function chooseGenes(spots: Spots, rows: Int32Array, most: number): Spots {
  const { x, features } = spots;
  if (!x || features.length <= most) return spots;
  const { deviation } = featureMoments(x, rows);
  const order = [...features.keys()].sort((a, b) => deviation[b]! - deviation[a]! || a - b);
  const columns = order.slice(0, most).sort((a, b) => a - b);
  return { ...spots, features: columns.map((j) => features[j]!), x: x.takeColumns(columns) };
}

function sharedFeatures(where: string, tissues: readonly Pictured[]): readonly string[] {
  const [first, ...others] = tissues.map(({ cells }) => [...uniquePlaces(where, cells.var.index).keys()]);
  const known = others.map((names) => new Set(names));
  const shared = first!.filter((name) => known.every((names) => names.has(name)));
  if (shared.length > 0) return shared;
  throw new TissuebookError('shape-mismatch', `${where}: the ${tissues.length} tissues share no feature.`, {
    argument: 'data',
    found: 0,
    advice: 'Features are matched by name in var.',
  });
}

function logged(
  where: string,
  cells: AnnData,
  features: readonly string[],
  notices: string[],
  trained: boolean,
): DenseMatrix {
  const matrix = cells.matrix();
  const { counts, negative } = checkValues(where, cells, matrix);
  if (negative > 0) {
    throw new TissuebookError('invalid-argument', `${where}: X holds ${negative} values below zero.`, {
      argument: 'X',
      found: negative,
      advice: 'It takes counts, or logged counts that are neither centered nor scaled.',
    });
  }
  const names = cells.var.index;
  const places = trained ? matchFeatures(where, names, features) : placesIn(names, features);
  const dense = matrix.toDense();
  const taken = takeFeatures(dense, places).toDense();
  if (!counts) {
    notices.push('X holds values that are no counts: taken as logged.');
    return taken;
  }
  const totals = new Float64Array(cells.nObs);
  dense.values.forEach((value, at) => (totals[Math.floor(at / dense.columns)]! += value));
  const { columns } = taken;
  const values = Float32Array.from(taken.values, (value, at) => {
    const total = totals[Math.floor(at / columns)]!;
    return total > 0 ? Math.log1p((SCALE * value) / total) : 0;
  });
  const empty = totals.filter((total) => total === 0).length;
  if (empty > 0) notices.push(`${empty} of ${cells.nObs} spots hold no counts.`);
  return new DenseMatrix(cells.nObs, columns, values);
}

function placesIn(names: readonly string[], features: readonly string[]): { place: Int32Array; missing: string[] } {
  const known = new Map(names.map((name, at) => [name, at]));
  return { place: Int32Array.from(features, (name) => known.get(name)!), missing: [] };
}

/** Vectors that the user gives, by key. */
function given(where: string, cells: AnnData, key: string, trained: GivenVectors | undefined): DenseMatrix | undefined {
  if (key === '') return undefined;
  const found = cells.obsm.get(key);
  if (!(found instanceof DenseMatrix)) {
    throw new TissuebookError('missing-key', `${where}: there is no obsm["${key}"] with a vector for each spot.`, {
      argument: key,
      found: [...cells.obsm.keys()],
      advice: `obsm has: ${[...cells.obsm.keys()].join(', ') || 'nothing'}. Make it with the encoder of your choice first.`,
    });
  }
  const bad = found.values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const name = cells.obs.index[Math.floor(bad / found.columns)];
    throw new TissuebookError('not-finite', `${where}: obsm["${key}"] of "${name}" holds ${found.values[bad]}.`, {
      argument: key,
      found: found.values[bad],
    });
  }
  const encoder = encoderOf(cells.uns, key);
  if (trained && (found.columns !== trained.width || encoder !== trained.encoder)) {
    const own = `${trained.width} columns by ${trained.encoder || 'an unnamed encoder'}`;
    throw new TissuebookError(
      'shape-mismatch',
      `${where}: obsm["${key}"] has ${found.columns} columns by ${encoder || 'an unnamed encoder'}, the model was trained with ${own}.`,
      { argument: key, found: found.columns, advice: 'Make the vectors with the same encoder.' },
    );
  }
  return found;
}

/** Who made an entry of obsm, where uns says it; '' else. */
export function encoderOf(uns: Uns, key: string): string {
  const said = unsAt(uns, `${key}_encoder`);
  return typeof said === 'string' ? said : '';
}

function channelsOf(where: string, tissues: readonly Pictured[], trained: readonly string[] | undefined): string[] {
  const shared = tissues
    .map(({ image }) => image.channels)
    .reduce((names, others) => names.filter((name) => others.includes(name)));
  const wanted = trained ?? (COLORS.every((name) => shared.includes(name)) ? COLORS : shared);
  const missing = wanted.filter((name) => !shared.includes(name));
  if (wanted.length > 0 && missing.length === 0) return [...wanted];
  throw new TissuebookError(
    'missing-key',
    `${where}: the pictures lack the channels ${missing.join(', ') || 'that all share'}.`,
    {
      argument: 'image',
      found: shared,
      advice: `They have: ${shared.join(', ') || 'none in common'}.`,
    },
  );
}

/** Spots of two slides are no neighbors, whatever their positions say. */
function checkSlides(where: string, column: string, section: Int32Array, slides: readonly string[]): void {
  const slideOf = new Map<number, string>();
  for (const [spot, slide] of slides.entries()) {
    const known = slideOf.get(section[spot]!) ?? slide;
    slideOf.set(section[spot]!, known);
    if (known === slide) continue;
    const which = column === '' ? 'The spots' : `Spots of one section (obs["${column}"])`;
    throw new TissuebookError('invalid-argument', `${where}: ${which} lie on the slides "${known}" and "${slide}".`, {
      argument: 'section',
      found: column,
      advice: 'Make the model with the column of obs that tells slides apart: { section: "sample" }.',
    });
  }
}

function checkPlaces(where: string, on: Uint8Array, image: ImageSource): void {
  const outside = on.filter((each) => each === 0).length;
  if (2 * outside <= on.length) return;
  throw new TissuebookError(
    'invalid-argument',
    `${where}: ${outside} of ${on.length} spots lie outside of their image.`,
    {
      argument: 'image',
      found: outside,
      advice: `Look at the unit of the positions and the scale of the slide. ${String(image).replaceAll('\n', ' ')}`,
    },
  );
}

function joined(lists: readonly Int32Array[]): Int32Array {
  const out = new Int32Array(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    out.set(list, at);
    at += list.length;
  }
  return out;
}

function rowsOf(parts: readonly DenseMatrix[]): DenseMatrix {
  if (parts.length === 1) return parts[0]!;
  const { columns } = parts[0]!;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const out = DenseMatrix.zeros(rows, columns);
  let at = 0;
  for (const part of parts) {
    for (let i = 0; i < part.rows; i++) out.row(at++).set(part.row(i));
  }
  return out;
}
