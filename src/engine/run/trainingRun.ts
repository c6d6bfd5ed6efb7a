import { randomUUID } from 'node:crypto';
import { DISPLAY, type Displayable, type MimeBundle, kernelApi, viewBundle, type ViewPayload } from '../../protocol';
import { checkFinite } from '../compile/trainingStep';
import { EarlyStopping } from './earlyStopping';
import { LiveDisplay } from './liveDisplay';
import { lastLosses, lossCurves } from './lossCurves';
import { Pace, duration } from './pace';
import type { RunStatus, TrainingReport } from './report';
import { Steering } from './steering';
import { Switch } from './switch';
import type { TrainOptions } from './train';

/**
 * A training run under way. `await run` gives its result; `for await (const report of run)` gives every step's report,
 * from the first on; a notebook shows its loss curves while it goes. stop() and an interrupted cell end it early with
 * what was learnt so far.
 */
export class TrainingRun<Result> implements PromiseLike<Result>, AsyncIterable<TrainingReport>, Displayable {
  readonly id = randomUUID();
  readonly title: string;
  /** Every step's report so far. */
  readonly reports: TrainingReport[] = [];
  readonly #options: TrainOptions<Result>;
  readonly #control: Switch;
  readonly #pace = new Pace();
  readonly #result: Promise<Result>;
  readonly #live: LiveDisplay;
  readonly #steering: Steering;
  #status: RunStatus = 'running';
  #error: unknown;
  #seconds = 0;
  #waiting: (() => void)[] = [];

  /** Use train(). */
  constructor(options: TrainOptions<Result>) {
    this.#options = options;
    this.title = options.title;
    this.#control = new Switch([options.signal, kernelApi()?.signal]);
    this.#steering = new Steering(this, () => this.#picture());
    this.#live = new LiveDisplay(
      this.id,
      () => viewBundle(this.#picture()),
      () => this.#steering.tell(),
    );
    this.#result = this.#run();
    // A run that is only iterated or looked at must not bring the process down; awaiting it still rejects.
    this.#result.catch(() => undefined);
  }

  get status(): RunStatus {
    return this.#status === 'running' && this.#control.paused ? 'paused' : this.#status;
  }

  /** Steps that the run has when nothing ends it early. */
  get totalSteps(): number {
    return this.#options.epochs * this.#options.stepsPerEpoch;
  }

  /** Estimated seconds to the end; undefined until some steps are done. */
  get remainingSeconds(): number | undefined {
    const each = this.#pace.secondsPerStep;
    const left = this.totalSteps - (this.reports.at(-1)?.step ?? 0);
    return each === undefined || this.#status !== 'running' ? undefined : each * left;
  }

  /** Ends after the step under way. The result is what was learnt until then. */
  stop(): void {
    this.#control.stop();
  }

  /** Halts after the step under way, until resume() or stop(). */
  pause(): void {
    this.#control.pause();
    this.#live.showNow();
  }

  resume(): void {
    this.#control.resume();
    this.#live.showNow();
  }

  then<A = Result, B = never>(
    done?: ((result: Result) => A | PromiseLike<A>) | null,
    failed?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#result.then(done, failed);
  }

  catch<B>(failed: (error: unknown) => B | PromiseLike<B>): Promise<Result | B> {
    return this.#result.catch(failed);
  }

  finally(done: () => void): Promise<Result> {
    return this.#result.finally(done);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<TrainingReport, void> {
    for (let i = 0; ; i++) {
      while (i >= this.reports.length) {
        if (this.#error !== undefined) throw this.#error;
        if (this.#status !== 'running') return;
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
      yield this.reports[i];
    }
  }

  /** One sentence on where the run stands. */
  toString(): string {
    const { step, epoch } = this.reports.at(-1) ?? { step: 0, epoch: 0 };
    const where = `step ${step} of ${this.totalSteps}, epoch ${epoch} of ${this.#options.epochs}`;
    const left = this.remainingSeconds;
    const parts = [`${this.title}: ${this.status}, ${where}`, duration(this.#seconds)];
    if (left !== undefined) parts.push(`about ${duration(left)} left`);
    const each = this.#pace.secondsPerStep;
    const { items } = this.#options;
    if (each !== undefined && items) parts.push(`${Math.round(items.perStep / each)} ${items.name}/s`);
    const error = this.#error instanceof Error ? ` ${this.#error.message}` : '';
    return `${parts.join(', ')}.${error}`;
  }

  /** While the run is live in its own cell, only a sentence, so that the picture is not there twice. */
  [DISPLAY](): MimeBundle {
    const live = this.#live.shown && this.#status === 'running';
    return live ? { 'text/plain': `${this.toString()} ${lastLosses(this.reports)}` } : viewBundle(this.#picture());
  }

  #picture(): ViewPayload {
    const { id, title, status, reports, totalSteps, remainingSeconds } = this;
    return lossCurves({ id, title, status, reports, totalSteps, remainingSeconds, caption: this.toString() });
  }

  async #run(): Promise<Result> {
    try {
      // The caller gets the run before its first step is taken.
      await this.#control.yieldToEventLoop();
      const ending = await this.#epochs();
      const result = await this.#options.finish(ending);
      this.#end(ending);
      return result;
    } catch (error) {
      this.#error = error;
      this.#end('failed');
      throw error;
    }
  }

  async #epochs(): Promise<'finished' | 'stopped' | 'interrupted'> {
    const { epochs, startEpoch = 0 } = this.#options;
    const early = this.#options.earlyStopping && new EarlyStopping(this.#options.earlyStopping);
    let ending: 'finished' | 'stopped' | 'interrupted' = 'finished';
    for (let epoch = startEpoch; epoch < epochs && ending === 'finished'; epoch++) {
      if (!(await this.#steps(epoch))) ending = this.#control.interrupted ? 'interrupted' : 'stopped';
      else if (await this.#endEpoch(epoch, early)) ending = 'stopped';
    }
    early?.restoreBest();
    return ending;
  }

  /** All steps of an epoch; false when the run was stopped among them. */
  async #steps(epoch: number): Promise<boolean> {
    const { stepsPerEpoch } = this.#options;
    for (let i = 0; i < stepsPerEpoch; i++) {
      if (!(await this.#control.mayGoOn())) return false;
      const step = epoch * stepsPerEpoch + i;
      const begin = performance.now();
      const losses = await this.#options.step({ step, epoch });
      const seconds = (performance.now() - begin) / 1000;
      checkFinite(losses, step + 1);
      this.#pace.add(seconds);
      this.#seconds += seconds;
      this.reports.push({ step: step + 1, epoch: epoch + 1, losses, seconds: this.#seconds });
      if (i < stepsPerEpoch - 1) this.#tell();
    }
    return true;
  }

  /** Validation and what else belongs to the end of an epoch; true when it is time to stop. */
  async #endEpoch(epoch: number, early: EarlyStopping | undefined): Promise<boolean> {
    const last = this.reports.at(-1)!;
    const begin = performance.now();
    const validation = await this.#options.validate?.(epoch);
    if (validation) last.validation = validation;
    const done = (await early?.shouldStop(validation ?? last.losses)) ?? false;
    await this.#options.epochEnd?.(last);
    this.#seconds += (performance.now() - begin) / 1000;
    this.#tell();
    return done;
  }

  #tell(): void {
    this.#live.refresh();
    this.#wake();
  }

  #end(status: RunStatus): void {
    this.#status = status;
    this.#live.showNow();
    this.#steering.end();
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
