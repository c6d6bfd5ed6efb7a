import { DenseMatrix } from '../../../data';
import { TissuebookError } from '../../../errors';
import type { Random } from '../../../random';
import {
  morphologyFeatures,
  type MorphologyFeatures,
  onComparedScale,
} from '../../../prepare/morphology/morphologyFeatures';
import { nicheTiles } from '../../../prepare/transport/nicheTiles';
import { cellsOfState } from '../../../prepare/transport/pairStates';
import { bestPartners, drawPartners } from '../../../prepare/transport/pairCells';
import { MARGINAL_ERROR, transportPlan } from '../../../prepare/transport/transportPlan';
import type { SpatiaInput } from '../input';
import { type FlowPictures, type SpatiaConfig, transitionsOf } from '../settings';
import { pitchOf } from '../crops';
import type { FlowState } from '../state';

/** Least cells of a state: with fewer there is no distribution to speak of (SPATIA: 50; the authors' code: 5). */
const LEAST = 20;
/** Most channels of a control's vector and of a signature: SPATIA's principal components. */
const MOST_COMPONENTS = 50;

/** The cells of a transition that are learned from. */
export interface TransitionCells {
  readonly states: readonly [string, string];
  readonly control: Int32Array;
  readonly target: Int32Array;
}

/** What the flow learns from. */
export interface FlowData {
  readonly flow: FlowState;
  /** Shapes in deviations from the mean of the cells trained on [cells, shapes]; absent where pictures flow. */
  readonly shapes: DenseMatrix | undefined;
  readonly transitions: readonly TransitionCells[];
}

/**
 * Reads shapes and states.
 *
 * @param trained cells that are learned from
 * @throws TissuebookError 'missing-key' (no shapes, no such state), 'invalid-argument' (too few cells of a state), 'not-finite'
 */
export function readFlow(
  where: string,
  input: SpatiaInput,
  config: SpatiaConfig,
  trained: Int32Array,
  condition: FlowState['condition'],
): FlowData {
  const { adata, genes } = input;
  const among = new Uint8Array(input.cells);
  for (const cell of trained) among[cell] = 1;
  const transitions = transitionsOf(config).map((states): TransitionCells => {
    const [control, target] = states.map((name) =>
      cellsOfState(where, adata, config.state, name, { most: config.most, least: LEAST, seed: config.seed, among }),
    );
    return { states, control, target };
  });
  const signatureWidth = Math.min(MOST_COMPONENTS, genes.features.length, 2 * LEAST - 1);
  const conditionWidth = condition === 'expression' ? signatureWidth : config.width;
  const told = { condition, conditionWidth, signatureWidth };
  if (config.space !== 'features') {
    const pictures = readPictures(where, input, config);
    const flow = { ...told, pictures, shapes: [], logarithmic: [], mean: [], deviation: [] };
    return { flow, shapes: undefined, transitions };
  }
  const measured = morphologyFeatures(adata);
  const moments = momentsOf(onComparedScale(measured.values, measured.logarithmic), trained);
  const flow: FlowState = { shapes: measured.features, logarithmic: measured.logarithmic, ...moments, ...told };
  return { flow, shapes: inDeviations(measured, flow), transitions };
}

/** @throws TissuebookError 'invalid-argument' where there is no picture */
function readPictures(where: string, input: SpatiaInput, { space, imageSize, cropWidth }: SpatiaConfig): FlowPictures {
  const { image } = input;
  if (!image) {
    throw new TissuebookError('invalid-argument', `${where}: a flow of ${space} needs a picture of the cells.`, {
      argument: 'data',
      advice: "Give { cells, image }, or let shapes flow: space: 'features'.",
    });
  }
  return { side: imageSize, channels: image.channels, width: cropWidth === 'auto' ? pitchOf(input) : cropWidth };
}

/** Cells of all transitions, by number, in order. */
export const cellsOfFlow = ({ transitions }: FlowData): Int32Array =>
  Int32Array.from(new Set(transitions.flatMap(({ control, target }) => [...control, ...target]))).sort();

/** Measured shapes as the flow takes them. */
export function inDeviations({ values, logarithmic }: MorphologyFeatures, { mean, deviation }: FlowState): DenseMatrix {
  const { rows, columns, values: compared } = onComparedScale(values, logarithmic);
  const out = Float64Array.from(compared, (value, at) => (value - mean[at % columns]) / deviation[at % columns]);
  return new DenseMatrix(rows, columns, out);
}

function momentsOf(x: DenseMatrix, cells: Int32Array): { mean: number[]; deviation: number[] } {
  const columns = Array.from({ length: x.columns }, (_, j) => Array.from(cells, (cell) => x.get(cell, j)));
  const mean = columns.map((values) => values.reduce((a, b) => a + b, 0) / values.length);
  const deviation = columns.map(
    (values, j) => Math.sqrt(values.reduce((sum, value) => sum + (value - mean[j]) ** 2, 0) / values.length) || 1,
  );
  return { mean, deviation };
}

/** The plan of a transition, with its rows and columns in cells. */
export interface TransitionPlan extends TransitionCells {
  readonly plan: Float64Array;
  readonly marginalError: number;
}

/** Plans between the states of all transitions; what is wrong with them is in `notices`. */
export async function plansOf(
  input: SpatiaInput,
  { transitions }: FlowData,
  config: SpatiaConfig,
  notices: string[],
): Promise<TransitionPlan[]> {
  const tiles = config.nicheWeight > 0 && input.points ? tilesOf(input, config) : undefined;
  if (config.nicheWeight > 0 && !tiles) notices.push('The data have no positions: niches do not enter the pairs.');
  const plans: TransitionPlan[] = [];
  for (const cells of transitions) {
    const [control, target] = [cells.control, cells.target].map((rows) => input.genes.x.takeRows(rows));
    const of = (rows: Int32Array): Int32Array =>
      Int32Array.from({ length: 2 * rows.length }, (_, at) => tiles![2 * rows[at >> 1] + (at % 2)]);
    const penalty = tiles && { control: of(cells.control), target: of(cells.target), weight: config.nicheWeight };
    const { plan, marginalError } = await transportPlan(control, target, config, penalty);
    plans.push({ ...cells, plan, marginalError });
    if (marginalError > MARGINAL_ERROR) {
      notices.push(
        `The plan ${cells.states.join(' -> ')} is not finished: its marginal error is ${marginalError.toFixed(3)}. More iterations or scaleCost 'median' mend it.`,
      );
    }
  }
  return plans;
}

const tilesOf = ({ adata, section }: SpatiaInput, { nicheWidth }: SpatiaConfig): Int32Array =>
  nicheTiles(adata, nicheWidth === 'auto' ? undefined : nicheWidth, section);

/** Pairs of cells by number: control cells drawn with replacement, each with a partner. */
export function drawPairs(
  { control, target, plan }: TransitionPlan,
  count: number,
  { partners, swapPairs }: Pick<SpatiaConfig, 'partners' | 'swapPairs'>,
  random: Random,
  best?: Int32Array,
): { control: Int32Array; target: Int32Array; confidence: Float32Array } {
  const rows = Int32Array.from({ length: count }, () => random.integer(0, control.length));
  const partner =
    partners === 'best'
      ? rows.map((row) => (best ?? bestPartners(plan, target.length).partner)[row])
      : drawPartners(plan, target.length, random, rows).partner;
  const swapped = partner.map((j) => (random.uniform() < swapPairs ? random.integer(0, target.length) : j));
  return {
    control: rows.map((row) => control[row]),
    target: swapped.map((j) => target[j]),
    confidence: Float32Array.from(swapped, (j, at) => plan[rows[at] * target.length + j]),
  };
}
