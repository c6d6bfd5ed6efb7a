import { TissuebookError } from '../errors';
import { nearest } from '../options';
import { type Initializer, startValues } from './initializers';
import type { Random } from '../random';
import { tf } from './tf';

/** Values of parameters outside of the engine, by name. */
export type Snapshot = Map<string, { shape: number[]; data: Float32Array }>;

/** How a parameter is made. */
export interface ParameterOptions {
  /** Default 'torchLinear'. */
  init?: Initializer;
  /** Whether optimizers may change it. Default true. */
  trainable?: boolean;
}

interface Parameter {
  /** Absent in a dry run. */
  variable?: tf.Variable;
  shape: readonly number[];
  trainable: boolean;
}

/**
 * A tree of named float32 parameters. Names are paths with dots ('attributes.films.0.gamma.weight'); `at('attributes')`
 * is the same tree seen from that branch, which is what layers take. Nothing is global: two trees never share.
 */
export class Parameters {
  readonly #store: Map<string, Parameter>;
  readonly #prefix: string;
  readonly #dry: boolean;

  constructor();
  constructor(store: Map<string, never>, prefix: string, dry: boolean);
  constructor(store: Map<string, Parameter> = new Map(), prefix = '', dry = false) {
    this.#store = store;
    this.#prefix = prefix;
    this.#dry = dry;
  }

  /**
   * A tree that keeps names and shapes and no numbers: a network's own constructor then says how large it is, before any
   * memory is taken. `countParameters` uses it.
   */
  static dryRun(): Parameters {
    return new Parameters(new Map<string, never>(), '', true);
  }

  /** The branch under a name. It need not exist yet. */
  at(name: string | number): Parameters {
    return new Parameters(this.#store as Map<string, never>, `${this.#prefix}${name}.`, this.#dry);
  }

  /**
   * Makes a parameter. Its start values depend on the generator's seed and on the parameter's full name only, so that
   * adding or removing another parameter does not change them.
   *
   * @throws TissuebookError kind 'invalid-argument' when the name is taken
   */
  create(name: string, shape: readonly number[], random: Random, options: ParameterOptions = {}): void {
    const path = this.#prefix + name;
    if (this.#store.has(path)) {
      throw new TissuebookError('invalid-argument', `There is already a parameter "${path}".`, { argument: path });
    }
    const trainable = options.trainable ?? true;
    if (this.#dry) {
      this.#store.set(path, { shape, trainable });
      return;
    }
    const values = startValues(options.init ?? 'torchLinear', shape, random.fork(path));
    this.#store.set(path, { variable: makeVariable(values, shape), shape, trainable });
  }

  /** @throws TissuebookError kind 'missing-key', also for a tree without numbers */
  get(name: string): tf.Variable {
    const { variable } = this.#find(name);
    if (variable) return variable;
    throw new TissuebookError(
      'missing-key',
      `"${this.#prefix}${name}" has a shape but no numbers: this is a dry run.`,
      {
        argument: 'name',
        found: name,
      },
    );
  }

  /** The shape of a parameter. @throws TissuebookError kind 'missing-key' */
  shapeOf(name: string): readonly number[] {
    return this.#find(name).shape;
  }

  has(name: string): boolean {
    return this.#store.has(this.#prefix + name);
  }

  /** Names under this branch, in order of making, relative to it. */
  names(options: { trainable?: boolean } = {}): string[] {
    return [...this.#entries()]
      .filter(([, { trainable }]) => options.trainable === undefined || trainable === options.trainable)
      .map(([name]) => name);
  }

  isTrainable(name: string): boolean {
    return this.#find(name).trainable;
  }

  /** Freezes or frees every parameter under this branch whose name fits (all by default). */
  setTrainable(trainable: boolean, fits: (name: string) => boolean = () => true): void {
    for (const [name, parameter] of this.#entries()) if (fits(name)) parameter.trainable = trainable;
  }

  /** How many numbers the parameters hold. */
  count(options: { trainable?: boolean } = {}): number {
    return this.names(options).reduce((total, name) => total + this.shapeOf(name).reduce((a, b) => a * b, 1), 0);
  }

  /** Copies all values out of the engine. */
  async snapshot(): Promise<Snapshot> {
    const result: Snapshot = new Map();
    for (const [name, { shape }] of this.#entries()) {
      const data = (await this.get(name).data()) as Float32Array;
      result.set(name, { shape: shape.slice(), data: Float32Array.from(data) });
    }
    return result;
  }

  /**
   * Puts values back. The names and shapes must be exactly those of this branch; else nothing is changed.
   *
   * @throws TissuebookError kind 'checkpoint-mismatch'
   */
  restore(snapshot: ReadonlyMap<string, { shape: readonly number[]; data: ArrayLike<number> }>): void {
    const { missing, unexpected, misshaped } = this.compare(snapshot);
    if (missing.length + unexpected.length + misshaped.length > 0) {
      throw new TissuebookError(
        'checkpoint-mismatch',
        `The values do not fit: ${listed({ missing, unexpected, misshaped })}.`,
        {
          argument: 'snapshot',
          found: { missing, unexpected, misshaped },
          advice: 'They belong to a network of other sizes or another model.',
        },
      );
    }
    for (const [name, { data }] of snapshot) this.set(name, data);
  }

  /** Which names of a snapshot are missing, too many, or of another shape. */
  compare(snapshot: ReadonlyMap<string, { shape: readonly number[] }>): {
    missing: string[];
    unexpected: string[];
    misshaped: string[];
  } {
    const names = this.names();
    const misshaped = names.filter((name) => {
      const shape = snapshot.get(name)?.shape;
      return shape !== undefined && shape.join() !== this.shapeOf(name).join();
    });
    return {
      missing: names.filter((name) => !snapshot.has(name)),
      unexpected: [...snapshot.keys()].filter((name) => !this.has(name)),
      misshaped,
    };
  }

  /** Gives one parameter new values, row-major. @throws TissuebookError kind 'shape-mismatch' */
  set(name: string, values: ArrayLike<number>): void {
    const variable = this.get(name);
    if (values.length !== variable.size) {
      throw new TissuebookError('shape-mismatch', `"${name}" holds ${variable.size} numbers, found ${values.length}.`, {
        argument: name,
        found: values.length,
      });
    }
    const fresh = tf.tensor(Float32Array.from(values), variable.shape, 'float32');
    variable.assign(fresh);
    fresh.dispose();
  }

  /** Frees the memory of every parameter under this branch. */
  dispose(): void {
    for (const [name, { variable }] of this.#entries()) {
      variable?.dispose();
      this.#store.delete(this.#prefix + name);
    }
  }

  *#entries(): Generator<[string, Parameter]> {
    for (const [path, parameter] of [...this.#store]) {
      if (path.startsWith(this.#prefix)) yield [path.slice(this.#prefix.length), parameter];
    }
  }

  #find(name: string): Parameter {
    const path = this.#prefix + name;
    const parameter = this.#store.get(path);
    if (parameter) return parameter;
    const near = nearest(path, [...this.#store.keys()]);
    throw new TissuebookError('missing-key', `There is no parameter "${path}".`, {
      argument: 'name',
      found: path,
      ...(near && { advice: `Did you mean "${near}"?` }),
    });
  }
}

function makeVariable(values: Float32Array, shape: readonly number[]): tf.Variable {
  const size = shape.reduce((a, b) => a * b, 1);
  if (values.length !== size) {
    throw new TissuebookError(
      'shape-mismatch',
      `[${shape.join(', ')}] holds ${size} numbers, found ${values.length}.`,
      {
        argument: 'init',
        found: values.length,
      },
    );
  }
  return tf.tidy(() => tf.variable(tf.tensor(values, shape.slice(), 'float32')));
}

function listed(kinds: Record<string, string[]>): string {
  return Object.entries(kinds)
    .filter(([, names]) => names.length > 0)
    .map(
      ([kind, names]) =>
        `${kind} ${names.slice(0, 8).join(', ')}${names.length > 8 ? ` and ${names.length - 8} more` : ''}`,
    )
    .join('; ');
}

/**
 * How many numbers a network has: `countParameters((p) => createSquint(p, config, sizes, new Random(0)))`. Nothing is allocated.
 *
 * @returns all numbers, and those that training changes by gradients
 */
export function countParameters(create: (parameters: Parameters) => void): { all: number; trained: number } {
  const parameters = Parameters.dryRun();
  create(parameters);
  return { all: parameters.count(), trained: parameters.count({ trainable: true }) };
}
