import { freemem } from 'node:os';
import { TissuebookError } from '../../errors';
import type { TensorMetadata } from '../provider/tensorflow/binding';
import { tf } from '../tf';

/** Operations whose result is the same memory seen in another shape. */
const VIEWS = new Set(['Reshape', 'Identity', 'ExpandDims', 'Squeeze']);
/** Every type the engine uses takes four bytes but booleans, which are rare and smaller. */
const BYTES = 4;
/**
 * XLA takes more than what is alive in the recorded order, since it runs what it can side by side (ours: the benchmarks'
 * steps took 1.2 and 1.4 times as much).
 */
const SIDE_BY_SIDE = 1.3;
/** Node, TensorFlow and its code, before any tensor (ours). */
const PROGRAM = 700 * 2 ** 20;

/** Follows which results of a graph are alive at once, in the order in which its operations were recorded. */
export class LiveMemory {
  readonly #steps: { made: number; bytes: number; used: number[] }[] = [];
  /** The tensor whose memory a view shows. */
  readonly #source = new Map<number, number>();

  /** Notes an operation: ids of its inputs, and what it gives. */
  operation(op: string, inputs: readonly number[], outputs: readonly TensorMetadata[]): void {
    const used = inputs.map((id) => this.#source.get(id) ?? id);
    for (const { id, shape } of outputs) {
      const bytes = shape.reduce((product, size) => product * size, BYTES);
      if (VIEWS.has(op)) this.#source.set(id, used[0]);
      else this.#steps.push({ made: id, bytes, used });
    }
  }

  /** The most bytes that are alive at once, if every result is freed after its last use; those named stay. */
  peak(kept: readonly number[]): number {
    const lastUse = new Map<number, number>();
    this.#steps.forEach(({ used }, at) => used.forEach((id) => lastUse.set(id, at)));
    for (const id of kept) lastUse.set(this.#source.get(id) ?? id, Infinity);
    const freedAt = new Map<number, number>();
    let alive = 0;
    let peak = 0;
    this.#steps.forEach(({ made, bytes }, at) => {
      alive += bytes;
      peak = Math.max(peak, alive);
      const last = lastUse.get(made) ?? at;
      freedAt.set(last, (freedAt.get(last) ?? 0) + bytes);
      alive -= freedAt.get(at) ?? 0;
    });
    return peak;
  }
}

/** Bytes that this process can still take: what the system, or the container's limit, leaves, and what it keeps unused itself. */
export function availableMemory(): number {
  const system = process.availableMemory?.() ?? freemem();
  const kept = process.memoryUsage().rss - tf.memory().numBytes - PROGRAM;
  return system + Math.max(0, kept);
}

/**
 * Refuses a step that would take more memory than there is: the system would end the whole process.
 *
 * @throws TissuebookError kind 'out-of-memory'
 */
export function checkMemory(name: string, peakBytes: number, available = availableMemory()): void {
  const needed = SIDE_BY_SIDE * peakBytes;
  if (needed <= available) return;
  throw new TissuebookError(
    'out-of-memory',
    `${name} would need about ${gigabytes(needed)} GB of memory, and ${gigabytes(available)} GB are free.`,
    {
      argument: 'inputs',
      found: Math.round(needed),
      advice:
        'Take smaller batches (with accumulate the result stays nearly the same), fewer genes or a smaller preset.',
    },
  );
}

function gigabytes(bytes: number): string {
  return (bytes / 2 ** 30).toPrecision(2);
}
