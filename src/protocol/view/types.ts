import type { EncodedArray } from './encodedArray';
/**
 * What a view says, apart from how it is drawn. A payload is JSON: it is kept in the saved notebook, read by the
 * JupyterLab renderer and by the HTML export, and trusted by neither (checkView).
 */

import type { ZoomSource } from '../image/channelLook';
import type { LinkedCells } from '../selection/linkTypes';
import type { ShownTranscripts } from '../transcripts/transcriptTypes';
import type { WatchedRun } from '../watch/watchedRun';
import type { CellOutlines } from './outlineTypes';

export type { CellGroups, LinkedCells } from '../selection/linkTypes';
export type { CellOutlines } from './outlineTypes';

/** The MIME type under which a payload travels in a Jupyter display. */
export const VIEW_MIME = 'application/vnd.tissuebook.view+json';

/** The MIME type of the plotly figure that stands beside the payload for programs without our renderer. */
export const PLOTLY_MIME = 'application/vnd.plotly.v1+json';

/** The payload version that this code writes and reads. */
export const VIEW_VERSION = 1;

/** A table that says what the picture shows, for readers who do not see it. Null is an empty cell. */
export interface ViewTable {
  columns: string[];
  rows: (string | number | null)[][];
}

interface ViewCommon {
  version: typeof VIEW_VERSION;
  /** Names the view in the notebook; an update with the same id replaces it in place. */
  id: string;
  title: string;
  /** One or two plain sentences shown under the title; may be empty. */
  caption: string;
  /** The text alternative: what a reader would see in the picture. */
  description: string;
  /** Left out, a table is made from the payload (viewTable). */
  table?: ViewTable;
}

/** Points colored by what they are. `codes` index `labels`; -1 is "not labeled" and is drawn gray. */
export interface CategoryColor {
  by: 'category';
  /** The column that the labels come from, as the legend's title. */
  name: string;
  labels: string[];
  /** One #rrggbb color a label. */
  palette: string[];
  /** [nPoints], an integer type. */
  codes: EncodedArray;
}

/** Whether a color scale runs from low to high or to both sides of its middle. */
export type ColorScale = 'sequential' | 'diverging';

/** Points colored by a number. NaN is "not measured" and is drawn gray. */
export interface ValueColor {
  by: 'value';
  name: string;
  /** [nPoints] */
  values: EncodedArray;
  /** Printed after the name, for example "log counts". */
  unit?: string;
  /** The values at the two ends of the color bar; what lies outside has the color of the end. */
  vmin: number;
  vmax: number;
  scale: ColorScale;
}

/** A field of the tooltip of a point: a category by code, or a number. */
export type HoverField =
  { name: string; labels: string[]; codes: EncodedArray } | { name: string; values: EncodedArray; unit?: string };

/** An outline on the tissue, closed by itself. x and y [nCorners] in the panel's unit. */
export interface Region {
  name: string;
  x: EncodedArray;
  y: EncodedArray;
}

/** Arrows from points of a panel to others. */
export interface Arrows {
  /** [nArrows] which point each begins and ends at. */
  from: EncodedArray;
  to: EncodedArray;
  /** [nArrows], 0 to 1: how strong each is beside the strongest; the stronger, the thicker. */
  weights: EncodedArray;
}

/** Features of the cells, so that a selection can be described where it is made. */
export interface FeatureBlock {
  names: string[];
  /** [nFeatures]: the values that 0 and 255 stand for. */
  low: number[];
  high: number[];
  /** [nFeatures, nCells], uint8: a 255th of the feature's range is enough to compare means. */
  values: EncodedArray;
}

/** Which cells a view shows. Views with the same key show the same cells: a selection in one is shown in all. */
export interface CellSet {
  /** Made from the cells' names. */
  key: string;
  /** Cells in the data; indices go from 0 to count - 1. */
  count: number;
  /** [count] names (barcodes), left out when there are too many. */
  names?: string[];
  features?: FeatureBlock;
  /** Names of colors and fields that are not in the data but were given with the call. */
  given?: string[];
  /** The coordinates: their key in obsm, and what they were multiplied by for the picture. */
  basis: { name: string; factor: number };
  /** The obs column whose groups are the panels. */
  panelBy?: string;
}

/** An image of a section under its cells. */
export interface SectionImage {
  /** [height, 3 * width], uint8: red, green and blue of each pixel. */
  pixels: EncodedArray;
  /** Where its left and right, and its upper and lower edges lie, in the unit of the positions. */
  x: [number, number];
  y: [number, number];
  /** Where a page finds finer pixels while the kernel has the image. Left out, there are none. */
  zoom?: ZoomSource;
}

/** Pictures of cells with what they express and which pictures are most like theirs: what a click on a cell shows. */
export interface CellPairs {
  /** [n], int32: which cells have a picture, each once. */
  cells: EncodedArray;
  /** [n]: PNG files in base64. */
  pictures: string[];
  /** How wide a picture is, with its unit: '66 um'. Left out where it is not known. */
  width?: string;
  /** Genes that are named below. */
  genes: string[];
  /** [n, shown], int32: genes of each cell by their place in `genes`, those that stand out most first. */
  shown: EncodedArray;
  /** [n, shown]: their values, and how many standard deviations these are from the mean of all n cells. */
  values: EncodedArray;
  deviations: EncodedArray;
  /** The vectors whose similarity says what is near. */
  vectors: string;
  /** [n, k], int32: the cells whose pictures are nearest, by their place among the n, the nearest first. */
  nearest: EncodedArray;
  /** [n, k]: cosine similarities. */
  similarity: EncodedArray;
  /** [n], int32: the place of a cell's own picture among all n, from 1, where genes were searched with. */
  ranks?: EncodedArray;
}

/** One picture of a tissue section. */
export interface SpatialPanel {
  /** Shown above the panel when there are several. */
  title: string;
  /** Positions [nPoints], finite; y grows downwards as in images. */
  x: EncodedArray;
  y: EncodedArray;
  /** Heights [nPoints], finite, where the payload is in space. */
  z?: EncodedArray;
  color: CategoryColor | ValueColor;
  hover: HoverField[];
  regions?: Region[];
  arrows?: Arrows;
  /** [nPoints]: which cell each point is. Left out when the points are all cells, in order. */
  cells?: EncodedArray;
  /** Which of the payload's images lies under the points. */
  image?: number;
}

/** Cells or spots at their places: one panel, or several side by side. */
export interface SpatialPayload extends ViewCommon {
  kind: 'spatial';
  /** Micrometres; pixels when the file does not say how large one is; 'units' when it does not say what they are. */
  unit: 'um' | 'px' | 'units';
  panels: SpatialPanel[];
  /** The panels are in three dimensions; `z` is the title of the third axis, with its unit. */
  space?: { z: string };
  /** The panels show the same section, so that they zoom and pan together. */
  linked?: boolean;
  images?: SectionImage[];
  /** Labels have marker shapes beside their colors. Left out, all points are circles. */
  shapes?: boolean;
  /** Left out, nothing can be selected. */
  cells?: CellSet;
  /** Left out, a click on a cell shows nothing more. Needs `cells`. */
  pairs?: CellPairs;
  /** Left out, cells are points however near one comes. Needs `cells`. */
  outlines?: CellOutlines;
  /** Left out, no transcripts are shown. */
  transcripts?: ShownTranscripts;
  /** The axes' names when the positions are not places in the tissue but an embedding: y upwards, no scale bar. */
  axes?: { x: string; y: string; /** Each has a scale of its own: they are different measures. */ free?: true };
  /** A training that is, or was, watched on these cells. Needs `cells`. */
  watch?: WatchedRun;
}

/** One line. x is finite; NaN in y, low or high is a gap. low and high [n] bound a shaded band. */
export interface CurveSeries {
  name: string;
  x: EncodedArray;
  y: EncodedArray;
  low?: EncodedArray;
  high?: EncodedArray;
}

/** How far a long task is. */
export interface Progress {
  done: number;
  of: number;
  /** What is counted: 'epochs', 'steps', 'cells'. */
  unit: string;
  status: 'running' | 'paused' | 'stopped' | 'finished' | 'failed';
  etaSeconds?: number;
}

/** Numbers along an axis: losses while a model trains, survival, calibration. */
export interface CurvePayload extends ViewCommon {
  kind: 'curve';
  xTitle: string;
  yTitle: string;
  yScale?: 'linear' | 'log';
  /** Drawn as steps, as survival curves are. */
  step?: boolean;
  series: CurveSeries[];
  progress?: Progress;
}

/** A tree over the rows or columns of a matrix as they are shown: clusters 0 to n - 1 are these, merge k makes cluster n + k. */
export interface MatrixTree {
  /** [n - 1, 2]: both clusters of each merge. */
  merges: EncodedArray;
  /** [n - 1]: how far these are apart. */
  heights: EncodedArray;
}

/** A matrix with named rows and columns. NaN is an empty field. */
export interface HeatmapPayload extends ViewCommon {
  kind: 'heatmap';
  rows: string[];
  columns: string[];
  rowTitle: string;
  columnTitle: string;
  /** [nRows, nColumns] */
  values: EncodedArray;
  valueTitle: string;
  vmin: number;
  vmax: number;
  scale: ColorScale;
  /** [nRows, nColumns], 0 to 1: fields are drawn as dots of this share of the full area; NaN is no dot. */
  sizes?: EncodedArray;
  /** What the sizes are. */
  sizeTitle?: string;
  rowTree?: MatrixTree;
  columnTree?: MatrixTree;
  cells?: LinkedCells;
}

/** One set of bars, a value for each group. low and high [nGroups] bound an interval around the value. */
export interface BarSeries {
  name: string;
  values: EncodedArray;
  low?: EncodedArray;
  high?: EncodedArray;
}

/** Values by group: compositions, scores of methods, counts. */
export interface BarsPayload extends ViewCommon {
  kind: 'bars';
  groups: string[];
  groupTitle: string;
  valueTitle: string;
  series: BarSeries[];
  /** Series stand on each other, as parts of a whole; otherwise side by side. */
  stacked?: boolean;
  cells?: LinkedCells;
}

/** How a value is spread over the cells of each group. */
export interface ViolinPayload extends ViewCommon {
  kind: 'violin';
  groups: string[];
  groupTitle: string;
  valueTitle: string;
  /** [nCells]; NaN is "not measured". */
  values: EncodedArray;
  cells: LinkedCells;
}

/** Everything that the renderer can show. */
export type ViewPayload = SpatialPayload | CurvePayload | HeatmapPayload | BarsPayload | ViolinPayload;

/** The kinds of view in version 1. */
export type ViewKind = ViewPayload['kind'];
