import { stat } from 'node:fs/promises';
import { loadCheckpoint, Parameters, Random, readCard, saveCheckpoint } from '../../engine';
import { TissuebookError } from '../../errors';
import { cifmConfig, type CifmOptions } from './config';
import { createNetwork, parameterCount } from './network';
import { formOf, type CifmState } from './state';

/** Raised when what a checkpoint holds changes. */
const VERSION = 1;

/** Writes a trained state into one file. */
export async function saveState(path: string, state: CifmState): Promise<void> {
  const { config, features, radius, pool, balanced, constant, parameters } = state;
  const card = { model: 'cifm', version: VERSION, config, features, radius, pool, balanced, constant: [...constant] };
  await saveCheckpoint(path, { network: parameters }, card);
}

/** Reads what saveState() wrote. The card is checked, and its sizes against the file's, before memory is taken. */
export async function loadState(path: string): Promise<CifmState> {
  const card = await readCard(path);
  if (card.model !== 'cifm' || card.version !== VERSION) {
    const found = `${String(card.model)}, version ${String(card.version)}`;
    throw new TissuebookError('checkpoint-mismatch', `"${path}" does not hold a CI-FM model of version ${VERSION}.`, {
      argument: 'path',
      found,
      advice: `It says: ${found}.`,
    });
  }
  const config = cifmConfig(card.config as CifmOptions);
  const { features, radius, pool, balanced, constant } = card;
  const sound =
    isList(features, (name) => typeof name === 'string') &&
    isList(constant, (value) => typeof value === 'number' && Number.isFinite(value)) &&
    constant.length === features.length &&
    isPositive(radius) &&
    isPositive(pool) &&
    typeof balanced === 'boolean';
  if (!sound)
    throw new TissuebookError('corrupt', `The card of "${path}" is damaged.`, { argument: 'path', found: path });
  const state: CifmState = {
    config,
    features: features as string[],
    radius,
    pool,
    balanced,
    constant: Float32Array.from(constant as number[]),
    parameters: new Parameters(),
  };
  const sizes = { genes: state.features.length, dim: config.dim, hidden: config.hidden };
  const wanted = 4 * parameterCount(formOf(state), sizes);
  const { size } = await stat(path);
  if (wanted > size) {
    throw new TissuebookError('corrupt', `"${path}" is shorter than the ${wanted} bytes of weights on its card.`, {
      argument: 'path',
      found: size,
    });
  }
  createNetwork(state.parameters, formOf(state), sizes, new Random(0));
  try {
    await loadCheckpoint(path, { network: state.parameters });
  } catch (error) {
    state.parameters.dispose();
    throw error;
  }
  return state;
}

const isPositive = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0;

const isList = (value: unknown, item: (one: unknown) => boolean): value is unknown[] =>
  Array.isArray(value) && value.length > 0 && value.every(item);
