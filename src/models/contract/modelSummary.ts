import { displayBundle } from '../../data/htmlDisplay';
import { startEngine, tf } from '../../engine';

/** What a model will take on given data, before it is trained. */
export interface ModelEstimates {
  readonly model: string;
  readonly cells: number;
  readonly features: number;
  /** Numbers that training changes by gradients. */
  readonly parameters: number;
  /** Further numbers that are kept with them: codes, moving averages. */
  readonly state: number;
  readonly steps: number;
  readonly epochs: number;
  /** Floating-point operations of one training step, an estimate. */
  readonly operations: number;
  /** Memory for weights, optimizer, data and one step, in bytes, an estimate. */
  readonly bytes: number;
  /** Seconds for all epochs on this machine, an estimate: the middle of the range that a summary shows. */
  readonly seconds: number;
}

/** Training takes between the estimate over this factor and the estimate times it (ours). */
const TIME_FACTOR = 1.6;

/** A summary that shows itself as text. */
export class ModelSummary {
  constructor(readonly estimates: ModelEstimates) {}

  toString(): string {
    const { model, cells, features, parameters, state, steps, epochs, bytes, seconds } = this.estimates;
    return [
      `${model} on ${shown(cells)} cells x ${shown(features)} features`,
      `Parameters: ${shown(parameters)}, and ${shown(state)} numbers of state.`,
      `Training: ${epochs} epochs of ${shown(steps / epochs)} steps, ${range(seconds / TIME_FACTOR, seconds * TIME_FACTOR)} here.`,
      `Memory: about ${shown(Math.ceil(bytes / 1e6))} MB beside the data in the notebook.`,
    ].join('\n');
  }

  /** How a notebook shows it: as text, and as HTML once the whole library is there. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return displayBundle(this);
  }
}

/** Side of the matrices whose product is timed. */
const SIDE = 512;
const PRODUCTS = 8;
let measured: Promise<number> | undefined;

/** Floating-point operations a second of matrix products on this machine, measured once: some 20 ms. */
export function machineSpeed(): Promise<number> {
  return (measured ??= measure());
}

async function measure(): Promise<number> {
  await startEngine();
  const matrix = tf.ones([SIDE, SIDE]) as tf.Tensor2D;
  const product = async (): Promise<number> => {
    const begin = performance.now();
    const result = tf.tidy(() => {
      let sum: tf.Tensor = tf.scalar(0);
      for (let i = 0; i < PRODUCTS; i++) sum = tf.add(sum, tf.sum(tf.matMul(matrix, matrix)));
      return sum;
    });
    await result.data();
    result.dispose();
    return (performance.now() - begin) / 1000;
  };
  await product();
  const seconds = Math.min(await product(), await product());
  matrix.dispose();
  return (2 * SIDE ** 3 * PRODUCTS) / seconds;
}

const shown = (count: number): string => Math.round(count).toLocaleString('en');

/** 'about 8 to 20 s', in the unit of the longer time. */
function range(least: number, most: number): string {
  const [unit, size] = most < 90 ? (['s', 1] as const) : most < 5400 ? (['min', 60] as const) : (['h', 3600] as const);
  const [low, high] = [least, most].map((seconds) => {
    const count = seconds / size;
    return count < 10 && size > 1 ? count.toFixed(1) : String(Math.max(1, Math.round(count)));
  });
  return low === high ? `about ${high} ${unit}` : `about ${low} to ${high} ${unit}`;
}
