import { startEngine, train, type TrainingReport, type TrainingRun } from '../../engine';
import { TissuebookError } from '../../errors';
import { BestWeights } from './bestWeights';
import type { ModelState } from './modelState';
import { RunFile, type RunIdentity } from './runFile';
import type { Trainer } from './trainer';

/** How a run ended, and what it went through. */
export interface Progress {
  readonly ending: 'finished' | 'stopped' | 'interrupted';
  /** Epochs that were begun, those of an earlier part of the run included. */
  readonly epochs: number;
  /** Of this part of the run. */
  readonly reports: readonly TrainingReport[];
}

/** What a model brings to its training; fitModel() does the rest. */
export interface FitPlan<S extends ModelState, R> {
  /** As it stands over the loss curves: 'SQUINT'. */
  readonly title: string;
  /** A state without weights, all else known. */
  readonly state: S;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly cellsPerStep: number;
  readonly signal?: AbortSignal | undefined;
  /** A file that keeps the run while it goes, and what tells this run from others. */
  readonly checkpoint?: { readonly path: string; readonly identity: RunIdentity } | undefined;
  /** Makes the parameters and what trains them. The engine is there. */
  makeTrainer(): Trainer;
  /** The error on cells set aside, lower is better, after an epoch (0, 1, ...); undefined when it does not look. */
  judge?(epoch: number): Promise<number | undefined>;
  /** Told when the state is trained, before finish(). */
  keep(state: S): void;
  finish(progress: Progress): Promise<R>;
}

/**
 * Trains a model: makes the network at the first step, keeps the weights of the least error where the model judges itself,
 * writes the run into a file where one is named, and takes it up from there. A run that was stopped keeps what it has learnt
 * and its file; a finished one removes the file. Where the disk has no room for the file, the training goes on and says so once.
 */
export function fitModel<S extends ModelState, R>(plan: FitPlan<S, R>): TrainingRun<R> {
  const { state, epochs, checkpoint } = plan;
  const best = new BestWeights(state.parameters);
  const file = checkpoint && new RunFile(checkpoint.path, checkpoint.identity);
  let trainer: Trainer | undefined;
  let error = Infinity;
  const started = async (): Promise<Trainer> => {
    await startEngine();
    trainer = plan.makeTrainer();
    if (file && file.startEpoch > 0) await file.recall(state.parameters, trainer, best);
    else await trainer.start();
    error = best.error;
    return trainer;
  };
  const run: TrainingRun<R> = train<R>({
    title: plan.title,
    epochs,
    stepsPerEpoch: plan.stepsPerEpoch,
    startEpoch: file?.startEpoch ?? 0,
    signal: plan.signal,
    items: { name: 'cells', perStep: plan.cellsPerStep },
    step: async (place) => (trainer ?? (await started())).step(place),
    ...(plan.judge && {
      validate: async (epoch) => {
        const found = await plan.judge!(epoch);
        if (found !== undefined) await best.see((error = found));
        return { error };
      },
    }),
    ...(file && { epochEnd: goOnWithoutRoom(({ epoch }) => file.write(epoch, state.parameters, trainer!, best)) }),
    finish: async (ending) => {
      const used = trainer ?? (await started());
      used.dispose();
      best.putBack();
      plan.keep(state);
      const { reports } = run;
      const result = await plan.finish({ ending, epochs: reports.at(-1)?.epoch ?? file?.startEpoch ?? 0, reports });
      if (ending === 'finished') await file?.remove();
      return result;
    },
  });
  // What a failed run leaves behind is of no use to anybody.
  void run.catch(() => trainer?.dispose());
  return run;
}

/** What is learnt is worth more than the file: every epoch tries again, and the first failure is told. */
function goOnWithoutRoom(write: (report: TrainingReport) => Promise<void>): (report: TrainingReport) => Promise<void> {
  let told = false;
  return async (report) => {
    try {
      await write(report);
    } catch (error) {
      if (!(error instanceof TissuebookError && error.kind === 'disk-full')) throw error;
      if (!told) tellNoRoom(error);
      told = true;
    }
  };
}

function tellNoRoom({ message }: TissuebookError): void {
  // eslint-disable-next-line no-console -- a person has to see it, in a notebook as in a terminal
  console.warn(`${message} The training goes on; until there is room, it cannot be taken up later.`);
}
