import { stat } from 'node:fs/promises';
import { countParameters, loadCheckpoint, Parameters, readCard, saveCheckpoint, startEngine } from '../../engine';
import { TissuebookError } from '../../errors';
import type { ModelState } from './modelState';
import { readSteering } from './watch/steeringMarks';

/** Notices that are read from a file, and characters of one, at most (ours). */
const [MOST_NOTICES, LONGEST_NOTICE] = [50, 2000];

/** What tells the files of one model from those of another. */
export interface ModelFormat {
  /** As the zoo lists the model: 'squint'. */
  readonly name: string;
  /** As a reader knows it: 'SQUINT'. */
  readonly title: string;
  /** Raised when what a file holds changes. */
  readonly version: number;
}

/** How a state becomes a model's file, and the reverse. */
export interface ModelReader<S extends ModelState> {
  readonly format: ModelFormat;
  /** What describe() needs beside configuration and features, as plain data. */
  card(state: S): Record<string, unknown>;
  /**
   * The state that a card describes, still without weights; undefined when the card is damaged.
   * @throws TissuebookError 'unknown-option' or 'invalid-argument' for a configuration that the model cannot have
   */
  describe(card: Readonly<Record<string, unknown>>, parameters: Parameters): S | undefined;
  /** Makes the parameters of a described state; also in a dry run, which tells how many there are. */
  create(state: S, parameters: Parameters): void;
}

/**
 * Writes a trained state into one safetensors file, whole or not at all.
 *
 * @throws TissuebookError 'disk-full'
 */
export async function saveModel<S extends ModelState>(path: string, reader: ModelReader<S>, state: S): Promise<void> {
  const { config, features, parameters, steering, notices = [] } = state;
  const { name: model, version } = reader.format;
  const card = {
    model,
    version,
    config,
    features,
    ...(notices.length > 0 && { notices }),
    ...(steering && { steering }),
    ...reader.card(state),
  };
  await saveCheckpoint(path, { network: parameters }, card);
}

/**
 * Reads what saveModel() wrote. The card is checked, and its sizes against the file's, before memory is taken.
 *
 * @throws TissuebookError 'file-not-found', 'corrupt', 'too-large', 'checkpoint-mismatch' (of another model; weights that
 *   are missing, unexpected or of another shape, listed)
 */
export async function loadModel<S extends ModelState>(path: string, reader: ModelReader<S>): Promise<S> {
  await startEngine();
  const card = await readCard(path);
  checkFormat(path, reader.format, card);
  const state = reader.describe(card, new Parameters());
  const steering = readSteering(card.steering);
  if (!state || steering === false) {
    throw new TissuebookError('corrupt', `The card of "${path}" is damaged.`, { argument: 'path', found: path });
  }
  state.notices = noticesOf(card.notices);
  state.steering = steering;
  const wanted = 4 * countParameters((parameters) => reader.create(state, parameters)).all;
  const { size } = await stat(path);
  if (wanted > size) {
    throw new TissuebookError('corrupt', `"${path}" is shorter than the ${wanted} bytes of weights on its card.`, {
      argument: 'path',
      found: size,
    });
  }
  reader.create(state, state.parameters);
  try {
    await loadCheckpoint(path, { network: state.parameters });
  } catch (error) {
    state.parameters.dispose();
    throw error;
  }
  return state;
}

/** Notices of a card as far as they are sound: a file may say anything, and they are shown. */
function noticesOf(found: unknown): string[] {
  if (!Array.isArray(found)) return [];
  const texts = found.filter((each): each is string => typeof each === 'string' && each.length <= LONGEST_NOTICE);
  return texts.slice(0, MOST_NOTICES);
}

function checkFormat(path: string, { name, title, version }: ModelFormat, card: Record<string, unknown>): void {
  if (card.model === name && card.version === version) return;
  const found = `${String(card.model)}, version ${String(card.version)}`;
  throw new TissuebookError('checkpoint-mismatch', `"${path}" does not hold a ${title} model of version ${version}.`, {
    argument: 'path',
    found,
    advice: `It says: ${found}.`,
  });
}
