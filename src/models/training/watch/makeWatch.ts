import { existsSync } from 'node:fs';
import { type AnnData, cellsOf, coordinates } from '../../../data';
import { TissuebookError } from '../../../errors';
import { checkOptions, flag, number, objectWith, oneOf } from '../../../options';
import { WATCH_COLORS } from '../../../protocol';
import { Random } from '../../../random';
import {
  cellDataOf,
  type Corpus,
  type FitOptions,
  isCorpus,
  type Model,
  type ModelData,
  type ShownView,
  type WatchOptions,
} from '../../contract';
import { checkCells } from '../cells';
import type { ModelState } from '../modelState';
import { drawTiles } from '../tiles';
import { journalPath } from './journal';
import { type Look, lookThrough } from './look';
import { TrainingWatch } from './trainingWatch';
import { colorFor } from './watchColors';

/** Seconds between frames at least, unless given (ours). */
const EVERY = 3;
/** Of larger data a part is looked at where a model must be asked about all cells at once (ours). */
const MOST_WHOLE = 20_000;
/** Cells of a piece of tissue that is looked at as a whole (ours). */
const PIECE = 2000;

/** An untrained twin of the model, and how it takes a state that is being trained. */
export interface Twin {
  readonly model: Model;
  hold(state: ModelState): void;
}

/** What `watch` of fit() may be. */
export const watchCheck = (value: unknown): string | undefined =>
  flag(value) === undefined || objectWith()(value) === undefined ? undefined : 'true, options, or a view of the cells';

/**
 * The watch that options of fit() ask for; one that shows nothing where a run is taken up that was steered; else undefined.
 *
 * @throws TissuebookError 'unknown-option', 'invalid-argument' (a corpus, a cluster, ranks, a color that the model cannot give, a view of other
 *   cells), 'missing-key' (data without positions, and no view)
 */
export function makeWatch(
  where: string,
  twin: () => Twin,
  data: ModelData | Corpus,
  options: FitOptions,
): TrainingWatch | undefined {
  const { watch = false, checkpoint } = options;
  const repeats = checkpoint !== undefined && !options.on && existsSync(journalPath(checkpoint));
  if (watch === false && !repeats) return undefined;
  if (options.peers) throw cannot(where, 'ranks do not repeat what a person did to a run', 'Go on with it alone, or name another checkpoint.'); // prettier-ignore
  const shows = watch !== false;
  const asked = readOptions(where, watch);
  if (isCorpus(data)) throw cannot(where, 'several tissues have no one map', 'Train on one table, or leave watch out.');
  if (options.on) throw cannot(where, 'a training on a cluster is not watched', 'Train here, or leave watch out.');
  const cells = cellsOf(cellDataOf(where, data));
  if (shows) checkPlaces(where, cells, asked.view);
  const { model, hold } = twin();
  const part = partOf(cells);
  const look = part ? lookAtPart(model, data, part) : lookThrough(model, data);
  const title = model.card.name;
  const color = shows ? colorFor({ where, title }, look, asked.color) : 'clusters';
  const heldOut = checkCells(where, cells.nObs, options.heldOut ?? []);
  const seed = Number((model.config as { seed?: unknown }).seed ?? 0);
  const of = { where, title, cells, look, part, hold, heldOut, seed, shows };
  return new TrainingWatch(of, { color, every: asked.every ?? EVERY, view: asked.view });
}

function readOptions(where: string, watch: NonNullable<FitOptions['watch']>): WatchOptions {
  if (typeof watch === 'boolean') return {};
  if ('payload' in watch) return { view: watch };
  checkOptions(`${where}, watch`, watch, {
    color: oneOf(...WATCH_COLORS),
    every: number(0.05, 3600),
    view: objectWith('payload'),
  });
  return watch;
}

/** @throws TissuebookError where there is nothing to show the cells by */
function checkPlaces(where: string, cells: AnnData, view: ShownView | undefined): void {
  if (!view) {
    coordinates(cells);
    return;
  }
  const { payload } = view;
  const count = payload.kind === 'spatial' ? payload.cells?.count : undefined;
  if (count === cells.nObs) return;
  const found = count === undefined ? 'shows no cells' : `shows ${count} cells, and the data have ${cells.nObs}`;
  throw new TissuebookError('invalid-argument', `${where}: the view to watch in ${found}.`, {
    argument: 'watch',
    found: count,
    advice: 'Give a spatialView or embeddingView of the same cells.',
  });
}

/** Contiguous pieces all over a large tissue, which are looked at as a tissue of their own. */
function partOf(cells: AnnData): Int32Array | undefined {
  const { nObs } = cells;
  if (nObs <= MOST_WHOLE) return undefined;
  const random = new Random(0).fork('watched part');
  const all = Int32Array.from({ length: nObs }, (_, i) => i);
  if (!cells.obsm.has('spatial')) return random.shuffle(all).slice(0, MOST_WHOLE).sort();
  const { points } = coordinates(cells);
  const tiles = drawTiles({ points, section: new Int32Array(nObs) }, all, PIECE, random);
  return Int32Array.from(tiles.slice(0, MOST_WHOLE / PIECE).flatMap((tile) => [...tile])).sort();
}

function lookAtPart(model: Model, data: ModelData, part: Int32Array): Look {
  const subset = { obs: part };
  const own = 'cells' in data ? { ...data, cells: data.cells.subset(subset) } : data.subset(subset);
  const look = lookThrough(model, own);
  const place = new Map(Array.from(part, (cell, at) => [cell, at]));
  const local = (cells: Int32Array): Int32Array => cells.map((cell) => place.get(cell) ?? 0);
  const { tokens, vectors, error } = look;
  return {
    ...(tokens && { tokens: (cells) => tokens(local(cells)) }),
    ...(vectors && { vectors: (cells) => vectors(local(cells)) }),
    ...(error && { error: (cells) => error(local(cells)) }),
  };
}

const cannot = (where: string, why: string, advice: string): TissuebookError =>
  new TissuebookError('invalid-argument', `${where}: ${why}.`, { argument: 'watch', advice });
