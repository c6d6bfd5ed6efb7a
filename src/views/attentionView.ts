import { type AnnData } from '../data';
import { checkAnnData } from '../data/checkAnnData';
import { TissuebookError } from '../errors';
import type { BasisName, ColumnName } from '../names';
import { checkOptions, integer, listOf, oneOf, type OptionCheck, text } from '../options';
import { encodeArray, readable, type Region, type SpatialPanel } from '../protocol';
import {
  attentionShares,
  type AttentionWeights,
  checkAttention,
  type Looking,
  strongest,
  sumOf,
} from './attentionShares';
import { attentionTable, type LookingPlaces } from './attentionTable';
import { cellValues } from './cellColor';
import { cellPlaces, type PlaceUnit } from './cellPlaces';
import { cellSet } from './cellSet';
import { basisOf } from './embeddingBasis';
import { hoverField } from './hoverField';
import { encodeNumbers, type Numbers, range } from './numbers';
import { colorFields } from './panelColor';
import { View } from './view';
import { type Wording, words, wordingChecks } from './wording';

/** How the attention of cells is shown. */
export interface AttentionViewOptions extends Wording {
  /** The cells that look, by their number in the data, a panel each; at most six. Default: the one that looks at few cells most. */
  from?: number | readonly number[];
  /** Arrows of a panel, to the cells that it looks at most; all others are summed in the table. 10 (ours), 100 at most. */
  top?: number;
  /** An obs column for tooltip and table, for example the cells' types. */
  labels?: ColumnName;
  /** Where cells lie: 'spatial', or a key of obsm for cells without places ('umap'). Default: 'spatial'. */
  basis?: BasisName | 'spatial';
  /** Unit of the positions, as in spatialView. */
  unit?: PlaceUnit;
}

const MOST_PANELS = 6;
const cell = integer(0);

const checks: Record<keyof AttentionViewOptions, OptionCheck> = {
  ...wordingChecks,
  from: (value) => (Array.isArray(value) ? listOf(cell)(value) : cell(value)),
  top: integer(1, 100),
  labels: text,
  basis: text,
  unit: oneOf('um', 'px', 'units'),
};

/** Corners and size of the ring around the cell that looks, in shares of what is shown (ours). */
const RING = { corners: 32, share: 0.02 };
/** What the strongest hold together is called even below so many times their even share (ours). */
const EVEN = 1.2;

/**
 * Whom a cell attends to, in the tissue: each cell colored by what it gets of the attention, in multiples of what it would get if all
 * got the same; arrows to the strongest, the thicker the stronger. The table has them with their share, and the others in a sum.
 *
 *     const attention = await cellplm.attend(tissue, { section: 'fov 3' });
 *     attentionView(tissue, attention, { labels: 'phenotype' });
 *     attentionView(blood, await cellplm.attend(blood), { basis: 'umap', from: [4, 17] });
 *
 * @throws TissuebookError 'missing-key' (no positions, no such column), 'invalid-argument' (a cell that did not take part, more than
 *   six), 'shape-mismatch' (weights of other cells)
 */
export function attentionView(adata: AnnData, attention: AttentionWeights, options: AttentionViewOptions = {}): View {
  checkAnnData('attentionView', 'adata', adata);
  checkOptions('attentionView', options, checks);
  checkAttention('attentionView', adata, attention);
  const { top = 10, labels, basis = 'spatial' } = options;
  const looking = chosenCells(attention, options.from).map((at): Looking => {
    const shares = attentionShares(attention, at);
    return { at, name: adata.obs.index[attention.cells[at]], shares, top: strongest(shares, at, top) };
  });
  const places = placesOf(adata, attention, basis, options);
  const column = labels === undefined ? undefined : cellValues(adata, labels);
  const ends = scaleEnds(looking);
  const panels = looking.map((each) => panelOf(attention, each, places, ends, column));
  return new View(
    {
      ...words(options, {
        title: `What ${looking.length === 1 ? looking[0].name : `${looking.length} cells`} attend${looking.length === 1 ? 's' : ''} to`,
        description: [...looking.map(sentenceOf), ...(attention.notices ?? [])].join(' '),
      }),
      kind: 'spatial',
      unit: places.unit,
      ...(places.axes && { axes: places.axes }),
      panels,
      table: attentionTable(adata, attention, looking, places, labels),
      cells: cellSet(adata, {
        basis: { name: places.key, factor: 1 },
        colors: [{ name: panels[0].color.name, values: [] }, ...(labels === undefined ? [] : [labels])],
      }),
      ...(panels.length > 1 && { linked: true }),
    },
    { adata, layer: undefined },
  );
}

/** Places in `cells` of those that look. */
function chosenCells(attention: AttentionWeights, from: number | readonly number[] | undefined): number[] {
  if (from === undefined) return [leastSpread(attention)];
  const wanted = typeof from === 'number' ? [from] : from;
  const wrong = (sentence: string, found: unknown): TissuebookError =>
    new TissuebookError('invalid-argument', `attentionView: ${sentence}`, {
      argument: 'from',
      found,
      advice: 'Give numbers of cells in the data, of those in attention.cells.',
    });
  if (wanted.length < 1 || wanted.length > MOST_PANELS) {
    throw wrong(`${wanted.length} cells, 1 to ${MOST_PANELS} have room.`, wanted.length);
  }
  return wanted.map((number) => {
    const at = Array.prototype.indexOf.call(attention.cells, number);
    if (at < 0)
      throw wrong(`cell ${number} is not among the ${attention.cells.length} that attend to each other.`, number);
    return at;
  });
}

/** The cell of whose attention the largest part goes to one other cell. */
function leastSpread(attention: AttentionWeights): number {
  let [best, most] = [0, -1];
  for (let at = 0; at < attention.cells.length; at++) {
    const shares = attentionShares(attention, at);
    shares[at] = 0;
    const largest = shares.reduce((a, b) => Math.max(a, b), 0);
    if (largest > most) [best, most] = [at, largest];
  }
  return best;
}

/** Where the cells that take part lie. */
function placesOf(
  adata: AnnData,
  { cells }: AttentionWeights,
  basis: string,
  options: { unit?: PlaceUnit },
): LookingPlaces {
  const take = (values: ArrayLike<number>): Float64Array => Float64Array.from(cells, (number) => values[number]);
  if (basis === 'spatial') {
    const { x, y, unit } = cellPlaces(adata, options.unit === undefined ? {} : { unit: options.unit });
    return { x: take(x), y: take(y), unit, key: 'spatial' };
  }
  const { name, matrix } = basisOf('attentionView', adata, basis);
  const short = name.replace(/^X_/, '').toUpperCase();
  const axes = { x: `${short} 1`, y: `${short} 2` };
  return { x: take(matrix.column(0)), y: take(matrix.column(1)), unit: 'px', key: name, axes };
}

/** Shares in multiples of an even one. */
const multiples = ({ shares }: Looking): Float64Array => shares.map((share) => share * shares.length);

/** One scale for all panels, of what cells take from others: what they take from themselves may outshine it. */
function scaleEnds(looking: readonly Looking[]): { vmin: number; vmax: number } {
  const values = looking.flatMap((each) => [...multiples(each)].filter((_, place) => place !== each.at));
  return { vmin: minOf(values), vmax: maxOf(values) };
}

const minOf = (values: Numbers): number => range(values).low;
const maxOf = (values: Numbers): number => range(values).high;

function panelOf(
  { cells }: AttentionWeights,
  looking: Looking,
  { x, y }: LookingPlaces,
  ends: { vmin: number; vmax: number },
  column: ReturnType<typeof cellValues> | undefined,
): SpatialPanel {
  const { at, name, shares, top } = looking;
  const color = { kind: 'value', name: 'attention, times an even share', values: multiples(looking) } as const;
  const most = shares[top[0]] || 1;
  return {
    title: name,
    x: encodeNumbers(x, 'x'),
    y: encodeNumbers(y, 'y'),
    color: colorFields(color, (values) => values, ends),
    hover: column ? [hoverField(column, (values) => Float64Array.from(cells, (number) => values[number]))] : [],
    regions: [{ name: `looks: ${name}`, ...ringAround(x, y, at) }],
    arrows: {
      from: encodeArray(new Int32Array(top.length).fill(at)),
      to: encodeArray(Int32Array.from(top)),
      weights: encodeArray(Float32Array.from(top, (place) => shares[place] / most)),
    },
    cells: encodeArray(Int32Array.from(cells)),
  };
}

function ringAround(x: Float64Array, y: Float64Array, at: number): Pick<Region, 'x' | 'y'> {
  const span = Math.max(maxOf(x) - minOf(x), maxOf(y) - minOf(y), 1e-6);
  const angles = Array.from({ length: RING.corners }, (_, corner) => (2 * Math.PI * corner) / RING.corners);
  return {
    x: encodeNumbers(
      angles.map((angle) => x[at] + RING.share * span * Math.cos(angle)),
      'x',
    ),
    y: encodeNumbers(
      angles.map((angle) => y[at] + RING.share * span * Math.sin(angle)),
      'y',
    ),
  };
}

const percent = (share: number): string => `${readable(100 * share)}%`;

function sentenceOf({ name, shares, top, at }: Looking): string {
  const [held, even] = [sumOf(shares, top), top.length / shares.length];
  const alike =
    held < EVEN * even ? `: it looks at all nearly alike, where even shares would give them ${percent(even)}` : '';
  return `${name} takes ${percent(held)} of its attention from the ${top.length} cells that it looks at most, ${percent(shares[at])} from itself, and the rest from ${readable(shares.length - 1 - top.length)} others${alike}.`;
}
