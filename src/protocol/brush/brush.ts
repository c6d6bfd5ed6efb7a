import type { EncodedArray } from '../view/encodedArray';
import type { SpatialPayload } from '../view/types';
import type { BrushedPlace } from './brushedPlace';

/** The MIME type of a perturbation brush: a tissue to paint changes on, its strokes, and the last answer. */
export const BRUSH_MIME = 'application/vnd.tissuebook.brush+json';

/** The comm target of brushes. The page opens the comm with `{ id }`; the kernel closes it at once when it has no such brush. */
export const BRUSH_TARGET = 'tissuebook.brush';

/** One change, as perturbCells takes it: a dose of genes in the cells of a place, or cells that are put in there. */
export interface Stroke {
  name: string;
  where: BrushedPlace;
  genes?: string[];
  sets?: string[];
  dose?: number;
  types?: string[];
  cells?: number;
}

/** What the maps show: the change of a gene, of the mean of a set, or, with neither, how far each cell moved. */
export interface BrushReadout {
  gene?: string;
  set?: string;
}

/** What a page asks. The newest question counts. */
export interface BrushQuestion {
  /** Number of the question; an answer names it. */
  ask: number;
  changes: Stroke[];
  show: BrushReadout;
  /** Whether these strokes are finished, so that they are kept with the notebook. */
  keep?: boolean;
}

/** What a page asks for a file: the whole table of the kept strokes. */
export interface BrushTableQuestion {
  table: true;
}

/** A gene or a set in the table: means over the cells within reach. Intervals are null for a single training. */
export interface BrushRow {
  name: string;
  /** A gene, or a set with one, that a stroke changed, or that the control changed in its place. */
  role?: 'changed' | 'control';
  change: number;
  control: number;
  /** Change less control, with its 95% interval over trainings. */
  beyond: number;
  low: number | null;
  high: number | null;
  /** By plain averages of the neighbors: change less control. */
  averaged: number;
}

/** What the model answered. Maps are of the cells within reach [reached]. */
export interface BrushAnswer {
  ask: number;
  changes: Stroke[];
  show: BrushReadout;
  /** How many cells each stroke painted. */
  painted: number[];
  trainings: number;
  seconds: number;
  /** What the control changed, in words. */
  control: string;
  /** What must be known beside the numbers. */
  notices: string[];
  /** How many steps on the model's graph a change reaches. */
  steps: number;
  /** How many genes answer, those of the control left out, and of how many the interval leaves zero out; null for a single training. */
  answering: { genes: number; clear: number | null };
  /** The result as text, as its code prints it. */
  text: string;
  genes: BrushRow[];
  sets: BrushRow[];
  maps: {
    /** Cells by number. */
    cells: EncodedArray;
    change: EncodedArray;
    control: EncodedArray;
    averaged: EncodedArray;
    /** 1: the interval of the change includes zero, 2: that of the control, 4: that of the averages; sums of these. */
    hatched: EncodedArray;
    /** Largest size of a value, the same for all three. */
    limit: number;
    /** Whether values have a sign. */
    signed: boolean;
    /** Painted cells, and x and y of those that were put in, in turns. */
    painted: EncodedArray;
    places: EncodedArray;
  };
}

/** The brush as it is kept in a notebook. */
export interface BrushPayload {
  version: 1;
  id: string;
  title: string;
  /** The model, and how many trainings of it answer. */
  model: string;
  trainings: number;
  /** The obs column of the types; absent where there is none, and no cells can be put in. */
  labels?: string;
  /** What draws controls; 0 unless given. */
  seed?: number;
  types: string[];
  /** Genes to choose from; others can be typed. */
  genes: string[];
  /** Sets of genes to choose from. */
  sets: string[];
  /** The cells to paint; one panel a section, titled by its name. */
  tissue: SpatialPayload;
  changes: Stroke[];
  answer?: BrushAnswer;
}

/** What the kernel says. */
export interface BrushMessage {
  status: 'ready' | 'opening' | 'answered' | 'failed';
  /** The kept strokes; with 'ready', which a page hears first. */
  changes?: Stroke[];
  answer?: BrushAnswer;
  /** The question that failed. */
  ask?: number;
  error?: string;
  /** The whole table as CSV, after it was asked for. */
  csv?: string;
}

/** Largest dose and most cells of one stroke. */
export const MAX_DOSE = 2;
export const MAX_PUT_IN = 60;
/** Most strokes at once. */
export const MAX_STROKES = 100;
/** Most corners of a path. */
export const MAX_PATH = 2000;
