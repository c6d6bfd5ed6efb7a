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
  /** Seconds for all epochs on this machine, an estimate. */
  readonly seconds: number;
}

/** A summary that shows itself as text. */
export class ModelSummary {
  constructor(readonly estimates: ModelEstimates) {}

  toString(): string {
    const { model, cells, features, parameters, state, steps, epochs, bytes, seconds } = this.estimates;
    return [
      `${model} on ${shown(cells)} cells x ${shown(features)} features`,
      `Parameters: ${shown(parameters)}, and ${shown(state)} numbers of state.`,
      `Training: ${epochs} epochs of ${shown(steps / epochs)} steps, about ${duration(seconds)} here.`,
      `Memory: about ${shown(Math.ceil(bytes / 1e6))} MB beside the data in the notebook.`,
    ].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
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

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
