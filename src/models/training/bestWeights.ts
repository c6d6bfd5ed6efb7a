import { Parameters, Random, type Snapshot } from '../../engine';

/** Keeps the weights with which the error was least, and puts them back at the end. */
export class BestWeights {
  readonly #parameters: Parameters;
  #error = Infinity;
  #values: Snapshot | undefined;

  constructor(parameters: Parameters) {
    this.#parameters = parameters;
  }

  /** The least error so far; infinite before any. */
  get error(): number {
    return this.#error;
  }

  /** Looks at the weights as they are, whose error was just measured. */
  async see(error: number): Promise<void> {
    if (!(error < this.#error)) return;
    this.#error = error;
    this.#values = await this.#parameters.snapshot();
  }

  putBack(): void {
    if (this.#values) this.#parameters.restore(this.#values);
  }

  /** The kept weights as a tree of their own, to be written to a file; undefined before any. Free it after use. */
  tree(): Parameters | undefined {
    if (!this.#values) return undefined;
    const tree = new Parameters();
    for (const [name, { shape, data }] of this.#values) {
      tree.create(name, shape, new Random(0), { init: { values: data }, trainable: false });
    }
    return tree;
  }

  /** Takes up what an earlier run had kept. @param values by the names of the network's parameters */
  recall(error: number, values: Snapshot): void {
    this.#error = error;
    this.#values = values;
  }
}
