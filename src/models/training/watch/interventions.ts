import { TissuebookError } from '../../../errors';
import { type Intervention, MOST_INTERVENTIONS } from '../../../protocol';
import { checkCells, marked } from '../cells';
import type { Journal, Marked } from './journal';
import { hashOfCells } from './steeringMarks';
import { NO_WEIGHTS, type SteeringPlan } from './watchPlan';
import type { WatchedTraining } from './watchedTraining';

/** An intervention that waits for its step. */
interface Waiting {
  readonly what: Omit<Intervention, 'step' | 'cells' | 'hash'>;
  readonly cells: Int32Array;
  /** The first step that it changes. */
  readonly at: number;
  /** Of one that a run which is taken up repeats. */
  readonly known?: Intervention;
}

/** The least share of the cells trained on that must stay (ours). */
const LEAST_LEFT = 0.1;

/** What a person does to a training: it waits for the next step, is written down, and then changes the weights of cells. */
export class Interventions {
  /** Those that have had an effect, in the order of their steps. */
  readonly done: Marked[] = [];
  #waiting: Waiting[] = [];
  #step = 0;

  constructor(
    readonly of: WatchedTraining,
    readonly steering: SteeringPlan | string,
    readonly journal: Journal | undefined,
  ) {
    for (const { what, cells } of journal?.read(of.cells.nObs) ?? []) {
      this.#waiting.push({ what, cells, at: what.step, known: what });
    }
  }

  /**
   * Takes note of something to do.
   * @param at the first step that it changes; the next one unless given
   * @throws TissuebookError 'invalid-argument' for cells or a model that it makes no sense for
   */
  ask(verb: string, what: Waiting['what'], cells: ArrayLike<number>, at = 0): void {
    const { of } = this;
    const where = `${of.where}, ${verb}`;
    if (this.done.length + this.#waiting.length >= MOST_INTERVENTIONS) {
      throw refused(where, `${MOST_INTERVENTIONS} interventions are the most`, this.done.length);
    }
    const asked = Int32Array.from(new Set(checkCells(where, of.cells.nObs, cells))).sort();
    if (asked.length === 0) throw refused(where, 'no cells are marked', 0, 'Select some first.');
    const held = marked(of.cells.nObs, of.heldOut);
    const tests = asked.filter((cell) => held[cell]).length;
    if (tests > 0) {
      throw refused(
        where,
        `${tests} of these cells were held out from the start, and a test on them would be worth nothing once they steer the training`,
        tests,
        'Mark others.',
      );
    }
    if (what.kind !== 'stop-when') this.#checkWeighed(where, what.kind, asked);
    this.#waiting.push({ what, cells: asked, at: Math.max(at, this.#step) });
  }

  /** Before a step: what is due. It is on the disk before it changes anything. */
  apply(step: number): Marked[] {
    this.#step = step;
    const due = this.#waiting.filter(({ at }) => at <= step);
    if (due.length === 0) return [];
    this.#waiting = this.#waiting.filter(({ at }) => at > step);
    const { index } = this.of.cells.obs;
    const found = due.map(({ what, cells, known }): Marked => {
      const hash = hashOfCells(Array.from(cells, (cell) => index[cell]!));
      return { what: known ?? { ...what, step, cells: cells.length, hash }, cells };
    });
    this.done.push(...found);
    const later = this.#waiting.flatMap(({ known, cells }) => (known ? [{ what: known, cells }] : []));
    if (due.some(({ known }) => !known)) this.journal?.write([...this.done, ...later]);
    for (const each of found) this.#weigh(each);
    return found;
  }

  #weigh({ what: { kind, times = 1 }, cells }: Marked): void {
    if (typeof this.steering === 'string' || kind === 'stop-when') return;
    const { weights, placesOf = (all) => all } = this.steering;
    const places = placesOf(cells).filter((place) => place >= 0);
    weights.set(places, kind === 'hold-out' ? 0 : times);
  }

  #checkWeighed(where: string, kind: Intervention['kind'], cells: Int32Array): void {
    const { steering, of } = this;
    if (typeof steering === 'string') {
      throw refused(where, `${of.title} cannot be steered by its cells: ${steering}`, of.title, 'It can be watched.');
    }
    const { weights, trained, placesOf = (all) => all } = steering;
    const own = new Set(placesOf(cells));
    const left = weights.open(trained);
    const [taking, staying] = [left.filter((place) => own.has(place)), left.filter((place) => !own.has(place))];
    if (taking.length === 0) throw refused(where, 'none of these cells is trained on', cells.length, 'Mark others.');
    if (kind !== 'hold-out' || staying.length >= Math.max(2, LEAST_LEFT * trained.length)) return;
    throw refused(
      where,
      `only ${staying.length} of ${trained.length} cells would stay`,
      staying.length,
      'Hold fewer out.',
    );
  }
}

/** Why a model's training cannot be steered, or how it can. */
export const steeringFor = (steering: SteeringPlan | string | undefined): SteeringPlan | string =>
  steering ?? NO_WEIGHTS;

export function refused(where: string, why: string, found: unknown, advice?: string): TissuebookError {
  return new TissuebookError('invalid-argument', `${where}: ${why}.`, {
    argument: 'cells',
    found,
    ...(advice !== undefined && { advice }),
  });
}
