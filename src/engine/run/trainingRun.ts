import { randomUUID } from 'node:crypto';
import { checkFinite } from '../compile/trainingStep';
import { collectNotices } from '../notices';
import { ProfileRecorder, type RunProfile } from '../profile';
import { EarlyStopping } from './earlyStopping';
import { type RunWatcher, watchersOf } from './observeRuns';
import type { FollowedRun } from './followedRun';
import { Pace, duration } from './pace';
import type { RunStatus, TrainingReport } from './report';
import { Switch } from './switch';
import type { TrainOptions } from './trainOptions';

/**
 * A training run under way. `await run` gives its result; `for await (const report of run)` gives every step's report,
 * from the first on. stop() and an interrupted cell end it early with what was learnt so far. The run draws nothing: a
 * notebook's curves come from who observes runs (observeRuns).
 */
export class TrainingRun<Result> implements PromiseLike<Result>, AsyncIterable<TrainingReport> {
  readonly id = randomUUID();
  readonly title: string;
  /** Every step's report so far. */
  readonly reports: TrainingReport[] = [];
  /** Whether a notebook is to draw its curves while it goes. */
  readonly progress: boolean;
  readonly #options: TrainOptions<Result>;
  readonly #control: Switch;
  readonly #pace = new Pace();
  readonly #result: Promise<Result>;
  readonly #watchers: readonly RunWatcher[];
  readonly #notices = new Set<string>();
  readonly #recorder: ProfileRecorder | undefined;
  #profile: RunProfile | undefined;
  #status: RunStatus = 'running';
  #error: unknown;
  #seconds = 0;
  #waiting: (() => void)[] = [];

  /** Use train(). */
  constructor(options: TrainOptions<Result>) {
    this.#options = options;
    this.title = options.title;
    this.progress = options.progress ?? true;
    if (options.profile) this.#recorder = new ProfileRecorder(options.items);
    this.#control = new Switch([options.signal]);
    this.#watchers = watchersOf(this);
    for (const { signal } of this.#watchers) this.#control.add(signal);
    this.#result = collectNotices(
      (notice) => this.#notices.add(notice),
      () => this.#run(),
    );
    // A run that is only iterated or looked at must not bring the process down; awaiting it still rejects.
    this.#result.catch(() => undefined);
  }

  get status(): RunStatus {
    return this.#status === 'running' && this.#control.paused ? 'paused' : this.#status;
  }

  /** What a reader of the results has to know: that steps were not compiled, say, and why. Each once, in order. */
  get notices(): readonly string[] {
    return [...this.#notices];
  }

  /** Epochs that the run has when nothing ends it early. */
  get epochs(): number {
    return this.#options.follow?.epochs ?? this.#options.epochs;
  }

  /** Steps that the run has when nothing ends it early. */
  get totalSteps(): number {
    return this.#options.follow?.totalSteps ?? this.#stepsBefore(this.#options.epochs);
  }

  /** Estimated seconds to the end; undefined until some steps are done. */
  get remainingSeconds(): number | undefined {
    const each = this.#pace.secondsPerStep;
    const left = this.totalSteps - (this.reports.at(-1)?.step ?? 0);
    return each === undefined || this.#status !== 'running' ? undefined : each * left;
  }

  /** Where the time went, so far or in all; undefined unless the run was started with `profile: true`. */
  get profile(): RunProfile | undefined {
    return this.#profile ?? this.#recorder?.profile(this.#pace.secondsPerStep);
  }

  /** Ends after the step under way. The result is what was learnt until then. */
  stop(): void {
    this.#control.stop();
  }

  /** Halts after the step under way, until resume() or stop(). A run on a cluster goes on. */
  pause(): void {
    if (this.#options.follow) return;
    this.#control.pause();
    for (const watcher of this.#watchers) watcher.turned();
  }

  resume(): void {
    this.#control.resume();
    for (const watcher of this.#watchers) watcher.turned();
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
    const where = `step ${step} of ${this.totalSteps}, epoch ${epoch} of ${this.epochs}`;
    const left = this.remainingSeconds;
    const parts = [`${this.title}: ${this.status}, ${where}`, duration(this.#seconds)];
    if (left !== undefined) parts.push(`about ${duration(left)} left`);
    const each = this.#pace.secondsPerStep;
    const { items } = this.#options;
    if (each !== undefined && items) parts.push(`${Math.round(items.perStep / each)}${this.#most()} ${items.name}/s`);
    const error = this.#error instanceof Error ? ` ${this.#error.message}` : '';
    return `${parts.join(', ')}.${error}`;
  }

  /** What the products of a step let the machine do, in a run that is profiled. */
  #most(): string {
    const atMost = this.profile?.rate?.atMost;
    return atMost === undefined ? '' : ` (of at most ${Math.round(atMost)})`;
  }

  async #run(): Promise<Result> {
    try {
      // The caller gets the run before its first step is taken.
      await this.#control.yieldToEventLoop();
      const { follow } = this.#options;
      const ending = await (follow ? this.#follow(follow) : this.#epochs());
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
    for (let epoch = startEpoch; epoch < epochs && ending === 'finished'; epoch = this.#nextEpoch(epoch)) {
      if (!(await this.#steps(epoch))) ending = this.#control.interrupted ? 'interrupted' : 'stopped';
      else if (await this.#endEpoch(epoch, early)) ending = 'stopped';
    }
    early?.restoreBest();
    return ending;
  }

  /** Takes over the reports of a training somewhere else, until it or this run is ended. */
  async #follow(follow: FollowedRun): Promise<'finished' | 'stopped' | 'interrupted'> {
    const reports = follow.reports[Symbol.asyncIterator]();
    const asked = this.#control.untilAsked();
    for (;;) {
      const next = await Promise.race([reports.next(), asked]);
      if (!next || !(await this.#control.mayGoOn())) return this.#control.interrupted ? 'interrupted' : 'stopped';
      if (next.done) return follow.ending;
      const report = next.value;
      this.#pace.add(report.seconds - this.#seconds);
      this.#seconds = report.seconds;
      this.reports.push(report);
      this.#tell();
    }
  }

  /** All steps of an epoch; false when the run was stopped among them. */
  async #steps(epoch: number): Promise<boolean> {
    const first = this.#stepsBefore(epoch);
    const steps = this.#stepsBefore(epoch + 1) - first;
    for (let i = 0; i < steps; i++) {
      if (!(await this.#control.mayGoOn())) return false;
      const step = first + i;
      await this.#options.between?.({ step, epoch });
      const begin = performance.now();
      const take = (): ReturnType<TrainOptions<Result>['step']> => this.#options.step({ step, epoch });
      const losses = await (this.#recorder ? this.#recorder.step(take) : take());
      const seconds = (performance.now() - begin) / 1000;
      checkFinite(losses, step + 1);
      this.#pace.add(seconds);
      this.#seconds += seconds;
      this.reports.push({ step: step + 1, epoch: epoch + 1, losses, seconds: this.#seconds });
      if (i < steps - 1) this.#tell();
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

  #nextEpoch(epoch: number): number {
    return this.#options.nextEpoch?.(epoch) ?? epoch + 1;
  }

  /** Steps of the first epochs. */
  #stepsBefore(epochs: number): number {
    const { stepsPerEpoch } = this.#options;
    if (typeof stepsPerEpoch === 'number') return epochs * stepsPerEpoch;
    return stepsPerEpoch.slice(0, epochs).reduce((sum, steps) => sum + steps, 0);
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher.stepped();
    this.#wake();
  }

  #end(status: RunStatus): void {
    this.#status = status;
    this.#profile = this.#recorder?.finish(this.#pace.secondsPerStep);
    for (const watcher of this.#watchers) watcher.ended();
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
