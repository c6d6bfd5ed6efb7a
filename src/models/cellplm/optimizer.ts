import type { OptimizerSpec } from '../../engine';
import type { CellplmConfig } from './config';

/** AdamW with a warm-up and a cosine to 0 (ours); a short run is not all warm-up. */
export function optimizerOf({ learningRate, weightDecay, clip, warmUp }: CellplmConfig, steps: number): OptimizerSpec {
  return {
    kind: 'adamw',
    learningRate,
    weightDecay,
    clip,
    schedule: { kind: 'cosine', warmUp: Math.min(warmUp, Math.floor(steps / 10)) },
  };
}
