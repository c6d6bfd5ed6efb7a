import {
  type CompiledStep,
  type Parameters,
  type StepInputs,
  type StepOutputs,
  adam,
  type tf,
  trainingStep,
} from '../../../src/engine';

/** What a training step computes, as both sides run it; parameters are named as the peers name theirs. */
export interface Network {
  parameters: Parameters;
  inputs: StepInputs;
  objective: (inputs: StepInputs) => StepOutputs & { loss: tf.Scalar };
  /** State that the step moves without gradients. */
  after?: (inputs: StepInputs, outputs: StepOutputs) => void;
}

/** The inputs of a workload as its model's batch: both name their tensors alike. */
export function batchOf<B extends StepInputs>(inputs: StepInputs): B {
  return inputs as B;
}

/** A training step that both sides run; sizes and inputs are those of workloads.json beside the peers' program. */
export interface Workload {
  /** 'graph' steps mix gathers and matrix products, 'transformer' steps are matrix products and normalization. */
  kind: 'graph' | 'transformer';
  cells: number;
  /** The workload of workloads.json that this is with other sizes, and those sizes; it runs when it is named. */
  other?: { like: string; sizes: Readonly<Record<string, number>> };
  make(cells: number): Network;
}

/** Forward, backward and Adam, as one compiled step. @param compiled false runs it eagerly */
export function stepOf(
  name: string,
  { parameters, objective, after }: Network,
  compiled: boolean,
): CompiledStep<StepInputs, StepOutputs> {
  return trainingStep<StepInputs, StepOutputs & { loss: tf.Scalar }>({
    name: `bench.${name}`,
    parameters,
    optimizer: adam(parameters, { learningRate: 1e-3 }),
    objective,
    ...(after && { after }),
    enabled: compiled,
  });
}
