import { coordinates, DenseMatrix, valuesOf, type AnnData } from '../../data';
import { TissuebookError } from '../../errors';
import type { Model } from '../../models';
import { anything, checkOptions, integer, listOf, number, seed as seedCheck, text } from '../../options';
import { globalMean, observedCells } from './imputationBaselines';
import { frameOf, need } from '../shared/modelChecks';
import { fitOptions } from '../shared/trial';
import { StackResult } from './stackResult';
import { nearestMeans, neighborhoodMeans } from '../../graph/neighborhood';
import { randomOrders } from '../../prepare/splits/randomOrders';

export interface ImputeStackOptions {
  /** Column of obs with the section of a cell. */
  level: string;
  /** Share of the cells of each section that are held out: 0.1, as in SQUINT's paper. */
  share?: number;
  /** Sizes of the groups of best predicted features: 10, 50 and 100 (ours). */
  top?: number[];
  /** Baseline: the mean of so many nearest observed cells: 8 (ours). */
  nearest?: number;
  seed?: number;
  epochs?: number;
  signal?: AbortSignal;
}

/**
 * How well a model predicts held-out cells in a block of sections (SQUINT, section 5.2): a share of each section's cells is
 * held out, in no input and no target; an untrained model like the given one learns from the rest, across sections, and is
 * asked for the held-out places. The given model and the data stay as they are.
 *
 * @param adata with three coordinates: see stackSections
 * @throws TissuebookError 'invalid-argument' (two coordinates, a model that keeps sections apart), 'unknown-option', and
 *   whatever fit() throws
 */
export async function imputeStack(model: Model, adata: AnnData, options: ImputeStackOptions): Promise<StackResult> {
  checkOptions('imputeStack', options, {
    level: text,
    share: number(0.001, 0.5),
    top: listOf(integer(1)),
    nearest: integer(1, 10000),
    seed: seedCheck,
    epochs: integer(1, 100000),
    signal: anything,
  });
  const { share = 0.1, top = [10, 50, 100], nearest = 8, seed = 0 } = options;
  checkStack(model, adata);
  const trial = model.fresh({}, 'fillCells');
  const fillCells = need('imputeStack', trial, 'fillCells');
  const levels = valuesOf(adata.column(options.level)).map(String);
  const held = drawHeldOut(levels, share, seed);
  const { notices } = await trial.fit(adata, {
    heldOut: held,
    ...fitOptions(options),
  });

  const { points } = coordinates(adata);
  const graph = frameOf(trial).graph(points);
  const placed = { matrix: adata.matrix(), points, section: new Int32Array(adata.nObs) };
  const observed = observedCells(adata, held);
  const own = adata.matrix().takeRows(held).toDense();
  return new StackResult({
    cells: held,
    levels: Array.from(held, (cell) => levels[cell]!),
    features: adata.var.index,
    neighborhood: new DenseMatrix(held.length, adata.nVars, neighborhoodMeans(adata.matrix(), graph, held)),
    own,
    predictions: [
      { method: trial.card.id, values: await fillCells(adata, held) },
      { method: `mean of the ${nearest} nearest`, values: nearestMeans(placed, observed, held, nearest) },
      { method: 'mean of all', values: globalMean(adata, graph, held) },
    ],
    top,
    seed,
    notices,
  });
}

function checkStack(model: Model, adata: AnnData): void {
  const { points, source } = coordinates(adata);
  if (points.columns < 3) {
    throw new TissuebookError('invalid-argument', `imputeStack: ${source} has two coordinates.`, {
      argument: 'adata',
      found: source,
      advice: 'stackSections adds the height of each section.',
    });
  }
  const { sectionColumn } = frameOf(model);
  if (sectionColumn !== '') {
    throw new TissuebookError('invalid-argument', 'imputeStack: the model keeps sections apart.', {
      argument: 'model',
      found: sectionColumn,
      advice: 'Make it without the option section, so that neighbors are taken across sections.',
    });
  }
}

/** A share of the cells of each level, at least one, in rising order. */
function drawHeldOut(levels: readonly string[], share: number, seed: number): Int32Array {
  const byLevel = new Map<string, number[]>();
  levels.forEach((level, cell) => {
    const cells = byLevel.get(level);
    if (cells) cells.push(cell);
    else byLevel.set(level, [cell]);
  });
  const held: number[] = [];
  for (const [level, cells] of byLevel) {
    const [order] = randomOrders(seed, `level ${level}`, cells.length, 1);
    for (const at of order!.slice(0, Math.max(1, Math.round(share * cells.length)))) held.push(cells[at]!);
  }
  return Int32Array.from(held).sort();
}
