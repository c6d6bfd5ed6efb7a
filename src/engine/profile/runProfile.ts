import { blasLibraries } from '../provider/tensorflow/blas';
import type { CallTimes } from './callTimes';
import type { Meter } from './meters';

/** Seconds by what took them; they add up to `seconds`. */
export interface ProfileParts {
  /** Recording steps, compiling them or reading what was kept of them, and their first run. */
  compiling: number;
  /** Products of matrices by a BLAS, within compiled steps. */
  products: number;
  /** Softmax attention as one call, within compiled steps. */
  attention: number;
  /** Sums along edges and sparse products, within compiled steps. */
  sums: number;
  /** All else of compiled steps: XLA's own loops, and the products that it computes itself. */
  loops: number;
  /** Operations that run one at a time, not compiled. */
  operations: number;
  /** Reading numbers of tensors; on a GPU, waiting until they are computed. */
  reading: number;
  /** JavaScript: batches, losses, whatever else the notebook does meanwhile. */
  host: number;
  /** Waiting within steps: for files, for threads. */
  data: number;
  /** Waiting between steps. */
  waiting: number;
}

/** What a profile is made of. */
export interface ProfileFacts {
  seconds: number;
  steps: number;
  meters: Readonly<Record<Meter, number>>;
  calls: CallTimes;
  idle: { within: number; between: number };
  /** Additions and multiplications in products of compiled steps. */
  work: number;
  /** Of the most that this machine does of them in a second; undefined where that was not measured. */
  speed: number | undefined;
  /** How fast the run went when it was under way. */
  secondsPerStep: number | undefined;
  items: { name: string; perStep: number } | undefined;
}

const NAMES: Readonly<Record<keyof ProfileParts, string>> = {
  compiling: 'compiling',
  products: 'products by a BLAS',
  attention: 'attention',
  sums: 'sums along edges',
  loops: 'the rest of compiled steps',
  operations: 'operations one at a time',
  reading: 'reading numbers',
  host: 'JavaScript',
  data: 'waiting for files and threads',
  waiting: 'waiting between steps',
};

/**
 * Where the time of a run went: `parts` in seconds, and how far the run was from what the machine can do. As a cell's value, or toString(), a
 * table. Measured: each entry is clock time of the process, compiled steps are taken apart by counters in the native calls.
 */
export class RunProfile {
  readonly seconds: number;
  readonly steps: number;
  readonly parts: Readonly<ProfileParts>;
  /** Additions and multiplications in products of a compiled step, on average. */
  readonly workPerStep: number;
  /** Of them in a second, in one large product on this machine; undefined on a GPU and without TensorFlow. */
  readonly speed: number | undefined;
  /** Steps under way, with what they work through: cells a second. */
  readonly rate: { name: string; perSecond: number; atMost: number | undefined } | undefined;
  readonly #secondsPerStep: number | undefined;

  constructor({ seconds, steps, meters, calls, idle, work, speed, secondsPerStep, items }: ProfileFacts) {
    this.seconds = seconds;
    this.steps = steps;
    // Calls of a step may run side by side, or beside loops; together they take no longer than the step.
    const { products, attention, sums } = within(calls, meters.compiled);
    const { compiling, operations, reading, compiled } = meters;
    const rest = compiling + compiled + operations + reading + idle.within + idle.between;
    this.parts = {
      ...{ compiling, products, attention, sums, loops: compiled - products - attention - sums },
      ...{ operations, reading, host: Math.max(0, seconds - rest), data: idle.within, waiting: idle.between },
    };
    this.workPerStep = steps > 0 ? work / steps : work;
    this.speed = speed;
    this.#secondsPerStep = secondsPerStep;
    const least = speed === undefined || work === 0 ? undefined : this.workPerStep / speed;
    this.rate =
      items && secondsPerStep !== undefined
        ? {
            name: items.name,
            perSecond: items.perStep / secondsPerStep,
            atMost: least === undefined ? undefined : items.perStep / least,
          }
        : undefined;
  }

  toString(): string {
    const head = `Where ${shown(this.seconds)} s${this.steps > 1 ? ` of ${this.steps} steps` : ''} went:`;
    const rows = (Object.keys(NAMES) as (keyof ProfileParts)[])
      .filter((part) => this.parts[part] >= 0.0005 * this.seconds)
      .map((part) => {
        const seconds = this.parts[part];
        const share = Math.round((100 * seconds) / this.seconds);
        return `  ${NAMES[part].padEnd(30)} ${shown(seconds).padStart(8)} s ${String(share).padStart(4)} %${this.#remark(part)}`;
      });
    return [head, ...rows, ...this.#limits()].join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }

  #remark(part: keyof ProfileParts): string {
    if (part === 'products') return `  ${blasLibraries()[0]?.name ?? ''}`.trimEnd();
    return part === 'loops' ? '  loops of XLA, and products by Eigen' : '';
  }

  /** What the machine could do. */
  #limits(): string[] {
    const lines: string[] = [];
    const { workPerStep: work, speed, rate } = this;
    if (work > 0 && speed !== undefined) {
      const least = `${shown((1000 * work) / speed)} ms`;
      const took = this.#secondsPerStep === undefined ? '' : `; it takes ${shown(1000 * this.#secondsPerStep)} ms`;
      lines.push(
        `Products of a step: ${shown(work / 1e9)} GFLOP. This machine does ${shown(speed / 1e9)} GFLOP/s in one large product, so that a step takes at least ${least}${took}.`,
      );
    }
    if (rate) {
      const most = rate.atMost === undefined ? '' : ` of at most ${Math.round(rate.atMost)}`;
      lines.push(`${Math.round(rate.perSecond)}${most} ${rate.name}/s.`);
    }
    return lines;
  }
}

function within(calls: CallTimes, compiled: number): CallTimes {
  const all = calls.products + calls.attention + calls.sums;
  const share = all > compiled && all > 0 ? compiled / all : 1;
  return { products: share * calls.products, attention: share * calls.attention, sums: share * calls.sums };
}

/** Three digits. */
function shown(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(3);
}
