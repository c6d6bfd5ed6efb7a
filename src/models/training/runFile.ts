import { existsSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { loadCheckpoint, Parameters, Random, readSafetensors, saveCheckpoint } from '../../engine';
import { TissuebookError } from '../../errors';
import type { BestWeights } from './bestWeights';
import { isFiniteNumber } from './cardChecks';
import type { Trainer } from './trainer';

/** What makes two runs the same: a run is taken up only by one that would have done what it did. */
export interface RunIdentity {
  /** As the zoo lists the model. */
  readonly model: string;
  readonly config: object;
  readonly epochs: number;
  /** Of the data and of what takes part in training: see fingerprint(). */
  readonly data: string;
  /** The weights that the run started from, where it did. */
  readonly from?: string;
}

/** A run at the end of an epoch. */
export interface RunParts {
  readonly network: Parameters;
  /** Absent between two stages. */
  readonly trainer: Trainer | undefined;
  readonly best: BestWeights;
  /** Validations since the best one. */
  readonly since: number;
  /** What rules that may end the run have noted. */
  readonly rules?: unknown;
}

/** Raised when what a file holds changes. */
const VERSION = 1;
/** A run is written at most so often that writing takes this share of the time (ours). */
const SHARE = 0.05;
/** Larger files are not read (ours, as for checkpoints). */
const FILE_LIMIT = 16 * 2 ** 30;

/**
 * A training run in a file: weights, optimizer, best weights so far, and the epochs that are done. It is written at the ends
 * of epochs, whole or not at all, and removed when the run is finished.
 */
export class RunFile {
  /** Epochs that the file's run has done; 0 for a new run. */
  readonly startEpoch: number;
  readonly #path: string;
  readonly #identity: RunIdentity;
  readonly #card: Record<string, unknown> | undefined;
  #written = -Infinity;
  #cost = 0;

  /**
   * Looks whether the file holds the beginning of this run.
   * @throws TissuebookError 'checkpoint-mismatch' when it holds another one, 'corrupt', 'too-large'
   */
  constructor(path: string, identity: RunIdentity) {
    this.#path = path;
    this.#identity = identity;
    this.#card = existsSync(path) ? readRun(path, identity) : undefined;
    this.startEpoch = this.#card ? Number(this.#card.epoch) : 0;
  }

  /** What rules that may end the run had noted. */
  get rules(): unknown {
    return this.#card?.rules;
  }

  /**
   * Puts back what the file holds: weights, optimizer, the trainer's memory, the best weights.
   * @returns validations since the best one
   */
  async recall(network: Parameters, trainer: Trainer, best: BestWeights): Promise<number> {
    const card = this.#card!;
    const kept = new Parameters();
    if (isFiniteNumber(card.best)) {
      for (const name of network.names()) kept.create(name, network.get(name).shape, new Random(0), { init: 'zeros' });
    }
    await loadCheckpoint(this.#path, { network, optimizer: trainer.optimizer, best: kept });
    if (isFiniteNumber(card.best)) best.recall(card.best, await kept.snapshot());
    kept.dispose();
    trainer.recall(card.memory);
    return isFiniteNumber(card.since) ? card.since : 0;
  }

  /** Puts back the weights alone, as a run between two stages left them. */
  async recallNetwork(network: Parameters): Promise<void> {
    await loadCheckpoint(this.#path, { network, optimizer: new Parameters(), best: new Parameters() });
  }

  /** Writes the run as it stands before an epoch, unless it was written a moment ago. */
  async write(epoch: number, { network, trainer, best, since, rules }: RunParts): Promise<void> {
    const now = performance.now();
    if (trainer && epoch < this.#identity.epochs && now - this.#written < this.#cost / SHARE) return;
    const kept = best.tree();
    const card = {
      ...this.#identity,
      run: VERSION,
      epoch,
      memory: trainer?.memory,
      since,
      ...(rules !== undefined && { rules }),
      ...(kept && { best: best.error }),
    };
    try {
      await saveCheckpoint(
        this.#path,
        { network, optimizer: trainer?.optimizer ?? new Parameters(), best: kept ?? new Parameters() },
        card,
      );
    } finally {
      kept?.dispose();
    }
    this.#written = performance.now();
    this.#cost = this.#written - now;
  }

  async remove(): Promise<void> {
    await rm(this.#path, { force: true });
  }
}

function readRun(path: string, identity: RunIdentity): Record<string, unknown> {
  if (statSync(path).size > FILE_LIMIT) {
    throw new TissuebookError('too-large', `"${path}" is too large to be a training run.`, {
      argument: 'checkpoint',
      found: statSync(path).size,
    });
  }
  const { metadata } = readSafetensors(readFileSync(path));
  const card = parse(path, metadata.card);
  const { model, config, epochs, data, from, run, epoch } = card;
  const other =
    run !== VERSION || model !== identity.model
      ? `no run of ${identity.model}`
      : JSON.stringify(config) !== JSON.stringify(identity.config) || epochs !== identity.epochs
        ? 'a run with other options'
        : data !== identity.data
          ? 'a run on other data or other cells'
          : from !== identity.from
            ? 'a run that started from other weights'
            : undefined;
  if (other) {
    throw new TissuebookError('checkpoint-mismatch', `"${path}" holds ${other}.`, {
      argument: 'checkpoint',
      found: path,
      advice: 'Name another file, or remove this one to begin anew.',
    });
  }
  if (!Number.isInteger(epoch) || (epoch as number) < 0 || (epoch as number) > identity.epochs) throw damaged(path);
  return card;
}

function parse(path: string, text: string | undefined): Record<string, unknown> {
  try {
    const card: unknown = JSON.parse(text ?? 'null');
    if (typeof card === 'object' && card !== null) return card as Record<string, unknown>;
  } catch (cause) {
    throw damaged(path, cause);
  }
  throw damaged(path);
}

const damaged = (path: string, cause?: unknown): TissuebookError =>
  new TissuebookError('corrupt', `The card of "${path}" is damaged.`, { argument: 'checkpoint', found: path, cause });
