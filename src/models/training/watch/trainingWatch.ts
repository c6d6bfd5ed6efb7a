import { randomUUID } from 'node:crypto';
import { checkOptions, integer, number } from '../../../options';
import {
  type Intervention,
  type InterventionKind,
  interventionText,
  type WatchColor,
  type WatchProgress,
  type WatchScale,
} from '../../../protocol';
import type { ShownView, Steering, WatchOptions } from '../../contract';
import type { ModelState } from '../modelState';
import { ChosenErrors } from './chosenErrors';
import { type Frame, FrameTaker } from './frameTaker';
import { Interventions, refused, steeringFor } from './interventions';
import type { Journal } from './journal';
import type { Look } from './look';
import { steeringOf } from './steeringMarks';
import { checkColor, colorsOf } from './watchColors';
import type { WatchedTraining } from './watchedTraining';
import type { WatchPlan } from './watchPlan';
import { type FollowedProgress, progressOf } from './watchProgress';

/** A training that is watched on its tissue: its frames, and what a person did to it. `watchOf(run)` gives it. */
export class TrainingWatch implements WatchOptions {
  readonly id = randomUUID();
  readonly every: number;
  readonly view?: ShownView;
  readonly of: WatchedTraining;
  status: 'running' | 'ended' = 'running';
  /** The run that is watched, once there is one. */
  run: FollowedProgress | undefined;
  #look: Look;
  #taker: FrameTaker;
  #acts: Interventions;
  #errors: ChosenErrors;
  #company = false;
  readonly #listeners = new Set<() => void>();

  /** Use `fit(data, { watch })`. */
  constructor(
    of: WatchedTraining,
    { color, every, view }: { color: WatchColor; every: number; view?: ShownView | undefined },
  ) {
    this.of = of;
    this.every = every;
    if (view) this.view = view;
    this.#look = of.look;
    this.#taker = new FrameTaker(of, of.look, color, every, true);
    this.#acts = new Interventions(of, steeringFor(undefined), undefined);
    this.#errors = new ChosenErrors(of, of.look);
  }

  /** What the cells are colored by. */
  get color(): WatchColor {
    return this.#taker.color;
  }

  /** What the model can color cells by. */
  get colors(): WatchColor[] {
    return colorsOf(this.#look);
  }

  /** How far the training is; empty until it has started. */
  get progress(): WatchProgress {
    return progressOf(this.run);
  }

  /** Of the present color, in the order of their steps; of many, those that lie apart. */
  get frames(): readonly Frame[] {
    return this.#taker.frames;
  }

  /** Frames that there were. */
  get seen(): number {
    return this.#taker.seen;
  }

  /** Seconds that frames have taken so far. */
  get seconds(): number {
    return this.#taker.seconds;
  }

  /** How codes of frames become colors; undefined until the first frame. */
  get scale(): WatchScale | undefined {
    return this.#taker.scale;
  }

  /** What was done to the training, and has had its effect. */
  get interventions(): readonly Intervention[] {
    return this.#acts.done.map(({ what }) => what);
  }

  /** What can be done to the training. */
  get steer(): InterventionKind[] {
    const weighs = typeof this.#acts.steering !== 'string';
    return [
      ...(weighs ? (['hold-out', 'look-more'] as const) : []),
      ...(this.#look.error ? (['stop-when'] as const) : []),
    ];
  }

  /** What a reader of the figure has to know. */
  get notes(): string[] {
    const { steering } = this.#acts;
    return [
      ...this.#taker.notes,
      ...(typeof steering === 'string' ? [`${this.of.title} cannot be steered by its cells: ${steering}.`] : []),
      ...(this.#look.error ? [] : [`${this.of.title} has no error by cell that could end its training.`]),
    ];
  }

  /**
   * Takes cells out of the training from the next step on, for good. Their error is reported apart at the end; the model has learned from
   * them before, so that it is no test.
   *
   * @param cells by number @param options.at the first step that it changes; the next one unless given
   * @throws TissuebookError 'invalid-argument' (cells that were held out from the start, none that is trained on, too few left, a
   *   model whose training does not weigh cells)
   */
  holdOut(cells: ArrayLike<number>, options: { at?: number } = {}): void {
    const where = this.#ready('holdOut');
    checkOptions(where, options, { at: integer() });
    this.#acts.ask('holdOut', { kind: 'hold-out' }, cells, options.at);
    this.#tell();
  }

  /**
   * Lets cells count several times in the loss from the next step on.
   *
   * @param options.times from 1 to 100; 3 unless given (ours) @param options.at as for holdOut()
   * @throws TissuebookError as holdOut()
   */
  lookMore(cells: ArrayLike<number>, options: { times?: number; at?: number } = {}): void {
    const where = this.#ready('lookMore');
    checkOptions(where, options, { times: number(1, 100), at: integer() });
    const { times = 3, at } = options;
    this.#acts.ask('lookMore', { kind: 'look-more', times }, cells, at);
    this.#tell();
  }

  /**
   * Ends the training by the error of cells: once it is below a number, or after so many looks without a better one. It is looked at
   * after epochs, some sixty times in all, on 500 of the cells at most. 1 is what one answer for all of the cells gives.
   *
   * @throws TissuebookError 'invalid-argument' as holdOut(); for neither or both of `below` and `patience`; for a model without such an error
   */
  stopWhen(cells: ArrayLike<number>, options: { below?: number; patience?: number; at?: number }): void {
    const where = this.#ready('stopWhen');
    checkOptions(where, options, { below: number(0), patience: integer(1, 1000), at: integer() });
    const { below, patience, at } = options;
    if (!this.#look.error) throw refused(where, `${this.of.title} has no error by cell`, this.of.title);
    if ((below === undefined) === (patience === undefined)) {
      throw refused(where, 'it takes either below or patience', options, 'Give one of them.');
    }
    const rule = below === undefined ? { patience: patience! } : { below };
    this.#acts.ask('stopWhen', { kind: 'stop-when', ...rule }, cells, at);
    this.#tell();
  }

  /**
   * Colors the cells by something else from the next frame on, which comes at once. Frames in other colors are kept.
   *
   * @throws TissuebookError 'invalid-argument' for a color that the model cannot give
   */
  colorBy(color: WatchColor): void {
    checkColor({ ...this.of, where: this.#ready('colorBy') }, this.#look, color);
    this.#taker.color = color;
    this.#tell();
  }

  /** Calls a listener after each frame and each intervention; returns how to end that. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A training begins. @throws TissuebookError as Journal.read(), and 'invalid-argument' for a model that cannot be looked at */
  begin({ look, steering }: WatchPlan, journal: Journal | undefined): void {
    const { of, color } = this;
    if (typeof look === 'string' && of.shows)
      throw refused(of.where, `${of.title} cannot be watched: ${look}`, of.title, 'Leave watch out.');
    this.#look = typeof look === 'object' ? look : of.look;
    if (of.shows) checkColor(of, this.#look, color);
    const whole = typeof look !== 'object';
    this.#taker = new FrameTaker(whole ? of : { ...of, part: undefined }, this.#look, color, this.every, whole);
    this.#acts = new Interventions(of, steeringFor(steering), journal);
    this.#errors = new ChosenErrors(of, this.#look);
    this.#company = typeof steering === 'object' && steering.company === true;
  }

  /** What a run that is taken up had noted of rules that end it. It comes from a file: what is not sound is left. */
  recall(memory: unknown): void {
    this.#errors.recall(memory);
  }

  /** What a run that is taken up needs beside its interventions. */
  get memory(): unknown[] {
    return this.#errors.memory;
  }

  /** Before a step: interventions that are due, and a frame where it is time. @param state once the network is there */
  async before(step: number, epoch: number, state: ModelState | undefined): Promise<void> {
    const found = this.#acts.apply(step);
    for (const { what, cells } of found) if (what.kind === 'stop-when') this.#errors.add(what, cells);
    if (found.length > 0) this.#tell();
    if (state && this.of.shows && this.#taker.due) await this.#frame(step, epoch, state);
  }

  /** After an epoch: whether the error of some cells ends the training. */
  endsAfter(epoch: number, epochs: number, state: ModelState): Promise<boolean> {
    return this.#errors.endsAfter(epoch, epochs, state);
  }

  /** A last frame, and what is to be said of the cells that were held out on the way. */
  async finish(step: number, epoch: number, state: ModelState): Promise<void> {
    if (this.of.shows) await this.#frame(step, epoch, state);
    const out = new Set(this.#acts.done.flatMap(({ what, cells }) => (what.kind === 'hold-out' ? [...cells] : [])));
    await this.#errors.compare(out, state);
  }

  /** The run is over, however. */
  end(): void {
    this.status = 'ended';
    this.#tell();
    this.#listeners.clear();
  }

  /** What the model keeps of it; undefined where nobody did anything. */
  get marks(): Steering | undefined {
    const { done } = this.#acts;
    if (done.length === 0) return undefined;
    const { index } = this.of.cells.obs;
    return steeringOf(
      this.interventions,
      done.flatMap(({ cells }) => Array.from(cells, (cell) => index[cell]!)),
    );
  }

  /** The same in sentences, for whoever reads the result. */
  get notices(): string[] {
    if (this.#acts.done.length === 0) return [];
    const held = this.interventions.some(({ kind }) => kind === 'hold-out');
    return [
      `A person steered this training while looking at it: ${this.interventions.map(interventionText).join('; ')}. ` +
        'Scores on these cells are no test.',
      ...(held && this.#company ? ['Cells that were held out on the way stayed the company of others.'] : []),
      ...this.#errors.notices,
    ];
  }

  async #frame(step: number, epoch: number, state: ModelState): Promise<void> {
    this.of.hold(state);
    await this.#taker.take(step, epoch, () => this.#tell());
  }

  #ready(verb: string): string {
    if (this.status === 'ended') throw refused(`${this.of.where}, ${verb}`, 'the training is over', this.status);
    return `${this.of.where}, ${verb}`;
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
