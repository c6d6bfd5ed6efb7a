import type { CompiledStep, StepInputs, StepOutputs } from '../../../src/engine';
import { cellplm } from './cellplm';
import { squint } from './squint';

/** A training step that both sides run; sizes and inputs are those of workloads.json beside the peers' program. */
export interface Workload {
  /** 'graph' steps mix gathers and matrix products, 'transformer' steps are matrix products and normalisation. */
  kind: 'graph' | 'transformer';
  cells: number;
  make(cells: number, compiled: boolean): { step: CompiledStep<StepInputs, StepOutputs>; inputs: StepInputs };
}

export const WORKLOADS: Readonly<Record<string, Workload>> = {
  squint: { kind: 'graph', cells: 20_000, make: squint },
  cellplm: { kind: 'transformer', cells: 4_000, make: cellplm },
};
