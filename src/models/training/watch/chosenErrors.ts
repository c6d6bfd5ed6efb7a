import type { Intervention } from '../../../protocol';
import type { ModelState } from '../modelState';
import type { Look } from './look';
import { StopRule } from './stopRule';
import type { WatchedTraining } from './watchedTraining';

/** Cells whose errors are averaged, at most (ours). */
const MEAN_CELLS = 500;
/** Looks at the cells of a rule that may end a training, at most (ours). */
const MOST_LOOKS = 60;

/** Errors of cells that a person chose while a training went on: rules that end it, and what is said of cells that were held out on the way. */
export class ChosenErrors {
  readonly #of: WatchedTraining;
  readonly #error: Look['error'];
  readonly #rules: StopRule[] = [];
  #memories: readonly unknown[] = [];
  #apart: { held: number; others: number } | undefined;
  #endedBy: string | undefined;

  constructor(of: WatchedTraining, { error }: Look) {
    this.#of = of;
    this.#error = error;
  }

  /** What a run that is taken up had noted of its rules. It comes from a file: what is not sound is left. */
  recall(memory: unknown): void {
    this.#memories = Array.isArray(memory) ? memory : [];
  }

  /** What a run that is taken up needs of its rules, beside its interventions. */
  get memory(): unknown[] {
    return this.#rules.map((rule) => rule.memory);
  }

  /** From now on a rule may end the training. @param what of the kind 'stop-when' */
  add(what: Intervention, cells: Int32Array): void {
    const rule = new StopRule(what, someOf(cells));
    rule.recall(this.#memories[this.#rules.length]);
    this.#rules.push(rule);
  }

  /** After an epoch: whether a rule ends the training. */
  async endsAfter(epoch: number, epochs: number, state: ModelState): Promise<boolean> {
    const every = Math.max(1, Math.round(epochs / MOST_LOOKS));
    if (this.#rules.length === 0 || (epoch + 1) % every !== 0) return false;
    this.#of.hold(state);
    for (const rule of this.#rules) {
      const error = await this.#meanOf(rule.cells);
      if (!rule.ends(error) || this.#endedBy !== undefined) continue;
      this.#endedBy = `Training ended after epoch ${epoch + 1} because of cells that a person chose: their error was ${error.toPrecision(3)}.`;
    }
    return this.#endedBy !== undefined;
  }

  /** At the end: the errors of cells that were held out on the way, and of the others. */
  async compare(held: ReadonlySet<number>, state: ModelState): Promise<void> {
    if (held.size === 0 || !this.#error) return;
    this.#of.hold(state);
    const out = new Set([...held, ...this.#of.heldOut]);
    const others = Int32Array.from({ length: this.#of.cells.nObs }, (_, i) => i).filter((cell) => !out.has(cell));
    this.#apart = {
      held: await this.#meanOf(someOf(Int32Array.from(held))),
      others: await this.#meanOf(someOf(others)),
    };
  }

  /** The same in sentences. */
  get notices(): string[] {
    const [apart, endedBy] = [this.#apart, this.#endedBy];
    const compared =
      apart &&
      `Error of the cells that were held out on the way ${apart.held.toPrecision(3)}, of the others ${apart.others.toPrecision(3)} ` +
        '(1 is one answer for all of them); the model had learned from both.';
    return [compared, endedBy].filter((text) => text !== undefined);
  }

  async #meanOf(cells: Int32Array): Promise<number> {
    const found = (await this.#error!(cells)).filter((error) => Number.isFinite(error));
    return found.reduce((a, b) => a + b, 0) / found.length;
  }
}

/** Evenly some of many cells, the same ones each time. */
function someOf(cells: Int32Array): Int32Array {
  const count = Math.min(MEAN_CELLS, cells.length);
  return Int32Array.from({ length: count }, (_, i) => cells[Math.floor((i * cells.length) / count)]!);
}
