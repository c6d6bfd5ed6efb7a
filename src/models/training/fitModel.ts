import type { Parameters, Peers } from '../../engine';
import { startEngine, train, type TrainingReport, type TrainingRun } from '../../engine';
import { TissuebookError } from '../../errors';
import type { FitOptions, FitResult, Steering } from '../contract';
import { receiptsHeard, tellReceipt } from '../../receipts';
import { BestWeights } from './bestWeights';
import { fitReceipt } from './fitReceipt';
import type { ModelReader } from './modelFile';
import type { ModelState } from './modelState';
import { RunFile, type RunIdentity } from './runFile';
import { inheritedSteering, startNotices, startOfFile, startOfState, takeStart } from './startWeights';
import { checkSameFile, checkSameWeights, firstOf, takeFirstWeights } from './together';
import type { Trainer } from './trainer';
import { Journal, journalPath } from './watch/journal';
import { joinSteering } from './watch/steeringMarks';
import { TrainingWatch } from './watch/trainingWatch';
import { startWatch } from './watch/watchOf';
import type { WatchPlan } from './watch/watchPlan';

/** How a run ended, and what it went through. */
export interface Progress {
  readonly ending: 'finished' | 'stopped' | 'interrupted';
  /** Epochs that were begun, those of an earlier part of the run included. */
  readonly epochs: number;
  /** Of this part of the run. */
  readonly reports: readonly TrainingReport[];
  /** What a reader has to know of the run. */
  readonly notices: readonly string[];
  /** What a person did to it; undefined where nobody did. */
  readonly steering?: Steering | undefined;
}

/** A part of a training with an optimizer and batches of its own: pre-training of a level, joint training, fine-tuning. */
export interface Stage {
  /** As progress names it: 'cells', 'joint'. */
  readonly name: string;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Cells of a step, for the throughput. */
  readonly cellsPerStep: number;
  /** Makes what trains the parameters, which are there. Parameters that this stage leaves alone are frozen by it. */
  makeTrainer(): Trainer;
  /** The error on cells set aside, lower is better, after an epoch of the stage (0, 1, ...); undefined when it does not look. */
  validate?(epoch: number): Promise<number | undefined>;
}

/** What a model brings to its training; fitModel() does the rest. */
export interface FitPlan<S extends ModelState, R extends FitResult> {
  /** As it stands over the loss curves: 'SQUINT'. */
  readonly title: string;
  /** A state without weights, all else known. */
  readonly state: S;
  readonly stages: readonly [Stage, ...Stage[]];
  /** Makes the parameters. The engine is there. */
  create(parameters: Parameters): void;
  readonly reader: ModelReader<S>;
  /** What the user asked for, as fit() got it. */
  readonly options: Pick<
    FitOptions,
    'signal' | 'checkpoint' | 'progress' | 'profile' | 'patience' | 'freeze' | 'watch' | 'peers'
  >;
  /** How it takes part in being watched and steered. */
  readonly watch?: WatchPlan;
  /** Weights to start from. */
  readonly from?: S | string | undefined;
  /** What tells this run from others, beside epochs and weights to start from. */
  readonly identity: Omit<RunIdentity, 'epochs'>;
  /** Told when the state is trained, before finish(). */
  keep(state: S): void;
  finish(progress: Progress): Promise<R>;
}

/**
 * Trains a model, stage by stage: makes the network at the first step, keeps the weights of the least error where a stage
 * validates, writes the run into a file where one is named, and takes it up from there. A run that was stopped keeps what it has
 * learned and its file; a finished one removes the file. Where the disk has no room for the file, the training goes on and says
 * so once.
 *
 * @throws TissuebookError as RunFile does, for a file that holds another run
 */
export function fitModel<S extends ModelState, R extends FitResult>(plan: FitPlan<S, R>): TrainingRun<R> {
  const { options, stages } = plan;
  const epochs = stages.reduce((sum, stage) => sum + stage.epochs, 0);
  const from = typeof plan.from === 'string' ? plan.from : plan.from && 'a trained model';
  const { checkpoint } = options;
  const identity = { ...plan.identity, epochs, ...(from !== undefined && { from }) };
  const watch = options.watch instanceof TrainingWatch ? options.watch : undefined;
  const course = new Course(plan, checkpoint === undefined ? undefined : new RunFile(checkpoint, identity), watch);
  const journal = checkpoint === undefined ? undefined : new Journal(journalPath(checkpoint), plan.identity.data);
  watch?.begin(plan.watch ?? {}, journal);
  watch?.recall(course.file?.rules);
  const inherited = inheritedSteering(plan.from);
  const run: TrainingRun<R> = train<R>({
    title: plan.title,
    epochs,
    stepsPerEpoch: stages.flatMap(({ epochs: own, stepsPerEpoch }) => Array<number>(own).fill(stepsPerEpoch)),
    startEpoch: course.file?.startEpoch ?? 0,
    signal: options.signal,
    items: { name: 'cells', perStep: stages[0].cellsPerStep },
    ...(options.progress !== undefined && { progress: options.progress }),
    ...(options.profile && { profile: true }),
    step: async ({ step, epoch }) => {
      const { trainer, first, firstStep } = await course.at(epoch);
      return trainer.step({ step: step - firstStep, epoch: epoch - first });
    },
    ...(watch && { between: ({ step, epoch }) => course.watched(step, epoch) }),
    ...(stages.some(({ validate }) => validate) && { validate: (epoch) => course.validate(epoch) }),
    nextEpoch: () => course.nextEpoch,
    epochEnd: ({ epoch }) => course.endEpoch(epoch - 1, epochs),
    finish: async (ending) => {
      const notices = await course.end();
      const { reports } = run;
      if (receiptsHeard()) tellReceipt(await fitReceipt(identity, plan.state.parameters, reports));
      const done = reports.at(-1)?.epoch ?? course.file?.startEpoch ?? 0;
      await watch?.finish(reports.at(-1)?.step ?? 0, done, plan.state);
      plan.keep(plan.state);
      const steering = joinSteering(inherited, watch?.marks);
      const said = [...notices, ...run.notices, ...(watch?.notices ?? []), ...inheritedNotices(inherited)];
      const result = await plan.finish({ ending, epochs: done, reports, notices: said, ...(steering && { steering }) });
      plan.state.notices = result.notices;
      plan.state.steering = steering;
      // Of several processes the first one has written the files.
      if (ending === 'finished' && !options.peers?.rank) await Promise.all([course.file?.remove(), journal?.remove()]);
      return result;
    },
  });
  if (watch) {
    startWatch(run, watch);
    void run.finally(() => watch.end()).catch(() => undefined);
  }
  // What a failed run leaves behind is of no use to anybody.
  void run.catch(() => course.dispose());
  return run;
}

/** The stage under way: its trainer, the best weights, the file. */
class Course<S extends ModelState, R extends FitResult> {
  readonly file: RunFile | undefined;
  /** The epoch that follows the one that has ended. */
  nextEpoch = 0;
  readonly #plan: FitPlan<S, R>;
  readonly #firsts: readonly number[];
  readonly #notices: string[] = [];
  #best: BestWeights;
  #stage = -1;
  #trainer: Trainer | undefined;
  #error = Infinity;
  /** Validations since the best one. */
  #since = 0;
  #toldNoRoom = false;
  readonly #watch: TrainingWatch | undefined;

  constructor(plan: FitPlan<S, R>, file: RunFile | undefined, watch: TrainingWatch | undefined) {
    this.#plan = plan;
    this.file = file;
    this.#watch = watch;
    this.#best = new BestWeights(plan.state.parameters);
    let first = 0;
    this.#firsts = plan.stages.map(({ epochs }) => (first += epochs) - epochs);
  }

  /** The trainer of an epoch, with the epoch and the step at which its stage begins. */
  async at(epoch: number): Promise<{ trainer: Trainer; first: number; firstStep: number }> {
    const stage = this.#stageOf(epoch);
    if (stage !== this.#stage) await this.#enter(stage, epoch);
    const firstStep = this.#plan.stages
      .slice(0, stage)
      .reduce((sum, each) => sum + each.epochs * each.stepsPerEpoch, 0);
    return { trainer: this.#trainer!, first: this.#firsts[stage]!, firstStep };
  }

  /** What a person does to the run before a step, and how it looks. */
  async watched(step: number, epoch: number): Promise<void> {
    await this.#watch?.before(step, epoch, this.#stage < 0 ? undefined : this.#plan.state);
  }

  /** The error after an epoch; the last one found where the stage does not look. */
  async validate(epoch: number): Promise<Record<string, number>> {
    const stage = this.#stageOf(epoch);
    const look = async (): Promise<void> => {
      const own = await this.#plan.stages[stage]!.validate?.(epoch - this.#firsts[stage]!);
      if (own === undefined) return;
      const { peers } = this.#plan.options;
      const found = peers ? await firstOf(peers, own) : own;
      this.#since = found < this.#best.error ? 0 : this.#since + 1;
      await this.#best.see((this.#error = found));
      this.#trainer?.observe?.({ error: found });
    };
    await (this.#trainer?.withAverage ? this.#trainer.withAverage(look) : look());
    return { error: this.#error };
  }

  /** Writes the run; between stages, with the best weights of the one that ended. */
  async endEpoch(epoch: number, epochs: number): Promise<void> {
    const ends = await this.#watch?.endsAfter(epoch, epochs, this.#plan.state);
    const next = (this.nextEpoch = ends ? epochs : this.#after(epoch));
    const changes = next < epochs && this.#stageOf(next) !== this.#stageOf(epoch);
    if (changes) this.#leave();
    const { parameters } = this.#plan.state;
    const { peers } = this.#plan.options;
    if (peers) await checkSameWeights(peers, parameters, epoch + 1);
    if (!this.file || (peers && peers.rank > 0)) return;
    try {
      await this.file.write(next, {
        network: parameters,
        trainer: this.#trainer,
        best: this.#best,
        since: this.#since,
        ...(this.#watch && { rules: this.#watch.memory }),
      });
    } catch (error) {
      // What is learned is worth more than the file: every epoch tries again, and the first failure is told.
      if (!(error instanceof TissuebookError && error.kind === 'disk-full')) throw error;
      if (!this.#toldNoRoom) this.#tellNoRoom(error);
    }
  }

  /** Ends the run with the best weights, also one that ended before its first step. */
  async end(): Promise<readonly string[]> {
    if (this.#stage < 0) await this.at(Math.min(this.file?.startEpoch ?? 0, this.#lastEpoch()));
    await this.#plan.options.peers?.leave();
    this.#leave();
    return this.#notices;
  }

  dispose(): void {
    this.#trainer?.dispose();
    this.#trainer = undefined;
  }

  async #enter(stage: number, epoch: number): Promise<void> {
    const { state, stages, options } = this.#plan;
    const fresh = this.#stage < 0;
    if (fresh) {
      await startEngine();
      this.#plan.create(state.parameters);
    }
    this.#stage = stage;
    state.parameters.setTrainable(false, (name) => fits(options.freeze ?? [], name));
    const resumed = fresh && this.file !== undefined && this.file.startEpoch > 0;
    const started = fresh && !resumed ? await this.#takeStart() : undefined;
    this.#trainer = stages[stage]!.makeTrainer();
    if (resumed && epoch > this.#firsts[stage]!) {
      this.#since = await this.file.recall(state.parameters, this.#trainer, this.#best);
      this.#error = this.#best.error;
    } else {
      if (resumed) await this.file.recallNetwork(state.parameters);
      if (started) await this.#trainer.resume?.(started);
      else await this.#trainer.start();
    }
    if (options.peers) await this.#meet(options.peers, fresh);
  }

  /** All processes begin at the same place with the same weights. */
  async #meet(peers: Peers, fresh: boolean): Promise<void> {
    if (fresh) this.#notices.push(...peers.notices);
    const { checkpoint } = this.#plan.options;
    if (fresh && this.file && checkpoint !== undefined) await checkSameFile(peers, checkpoint, this.file.startEpoch);
    await takeFirstWeights(peers, this.#plan.state.parameters);
  }

  #leave(): void {
    if (this.#best.error === Infinity) this.#trainer?.keepAverage?.();
    this.dispose();
    this.#best.putBack();
    this.#best = new BestWeights(this.#plan.state.parameters);
    this.#error = Infinity;
    this.#since = 0;
  }

  /** Takes over the weights to start from; names of the parameters that they lack. */
  async #takeStart(): Promise<readonly string[] | undefined> {
    const { from, reader, state } = this.#plan;
    if (from === undefined) return undefined;
    const start = typeof from === 'string' ? await startOfFile(from, reader) : await startOfState(from);
    const report = takeStart(state.parameters, state.features, start);
    const known = new Set(start.features);
    const shared = state.features.filter((name) => known.has(name)).length;
    this.#notices.push(...startNotices(report, shared, state.features.length));
    return report.fresh;
  }

  /** The epoch after one: the next, or the first of the next stage where patience has run out. */
  #after(epoch: number): number {
    const { patience } = this.#plan.options;
    const stage = this.#stageOf(epoch);
    const end = this.#firsts[stage]! + this.#plan.stages[stage]!.epochs;
    return patience !== undefined && this.#since >= patience ? end : epoch + 1;
  }

  #stageOf(epoch: number): number {
    let stage = 0;
    while (stage + 1 < this.#firsts.length && epoch >= this.#firsts[stage + 1]!) stage++;
    return stage;
  }

  #lastEpoch(): number {
    return this.#firsts.at(-1)! + this.#plan.stages.at(-1)!.epochs - 1;
  }

  #tellNoRoom({ message }: TissuebookError): void {
    this.#toldNoRoom = true;
    const notice = `${message} The training goes on; until there is room, it cannot be taken up later.`;
    this.#notices.push(notice);
    // eslint-disable-next-line no-console -- a person has to see it, in a notebook as in a terminal
    console.warn(notice);
  }
}

/** What a reader has to know of weights that somebody steered. */
const inheritedNotices = (steering: Steering | undefined): string[] =>
  steering ? ['It started from weights whose training a person had steered.'] : [];

/** Whether a name fits one of some patterns, in which * stands for any text. */
function fits(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`).test(name);
  });
}
