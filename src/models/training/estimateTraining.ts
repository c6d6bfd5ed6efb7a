import { countParameters, type Parameters } from '../../engine';
import { machineSpeed, ModelSummary } from '../contract';

/** What a model knows of its training before it begins. */
export interface TrainingWork {
  /** As a reader knows it: 'SQUINT'. */
  readonly model: string;
  readonly cells: number;
  readonly features: number;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Makes the parameters, in a dry run. */
  create(parameters: Parameters): void;
  /** Numbers that a model keeps beside its parameters. Default 0. */
  readonly state?: number;
  /** Multiplications of a step, forward and backward. */
  readonly multiplications: number;
  /** Numbers that a step keeps for the backward pass. */
  readonly activations: number;
  /** Numbers that the finished model says of each cell. */
  readonly results: number;
  /** Seconds of a step beside its arithmetic, and of one cell outside of the steps: its graph, its results, its validation. */
  readonly seconds: { readonly step: number; readonly cell: number };
}

/** Seconds that compiling takes once (measured on two CPU cores). */
const COMPILE_SECONDS = 4;
/** Share of the speed of large matrix products that a step reaches (measured likewise). */
const EFFICIENCY = 0.3;

/** What training takes: an estimate from the sizes of a network, the work of a step and the measured speed of this machine. */
export async function estimateTraining(work: TrainingWork): Promise<ModelSummary> {
  const { model, cells, features, epochs, stepsPerEpoch, state = 0, multiplications, activations, results } = work;
  const { all, trained } = countParameters((parameters) => work.create(parameters));
  const steps = epochs * stepsPerEpoch;
  const operations = 2 * multiplications;
  const step = work.seconds.step + operations / (EFFICIENCY * (await machineSpeed()));
  return new ModelSummary({
    model,
    cells,
    features,
    parameters: trained,
    state: all - trained + state,
    steps,
    epochs,
    operations,
    // Weights, gradients and two moments of each, then one step and the results.
    bytes: 4 * (4 * all + activations + cells * results),
    seconds: COMPILE_SECONDS + cells * work.seconds.cell + steps * step,
  });
}
