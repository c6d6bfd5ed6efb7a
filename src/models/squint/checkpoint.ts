import { stat } from 'node:fs/promises';
import { loadCheckpoint, Parameters, Random, readCard, saveCheckpoint } from '../../engine';
import { TissuebookError } from '../../errors';
import { squintConfig, type SquintOptions } from './config';
import { createSquint, parameterCount } from './network';
import { sizesOf, type SquintState } from './state';

/** Raised when what a checkpoint holds changes. */
const VERSION = 1;

/** Writes a trained state into one file. */
export async function saveState(path: string, state: SquintState): Promise<void> {
  const { config, features, sections, distances, scale, parameters } = state;
  await saveCheckpoint(
    path,
    { network: parameters },
    {
      model: 'squint',
      version: VERSION,
      config,
      features,
      sections,
      distances,
      likelihood: scale.likelihood,
      mean: [...scale.mean],
      deviation: [...scale.deviation],
    },
  );
}

/** Reads what saveState() wrote. The card is checked, and its sizes against the file's, before memory is taken. */
export async function loadState(path: string): Promise<SquintState> {
  const card = await readCard(path);
  if (card.model !== 'squint' || card.version !== VERSION) {
    const found = `${String(card.model)}, version ${String(card.version)}`;
    throw new TissuebookError('checkpoint-mismatch', `"${path}" does not hold a SQUINT model of version ${VERSION}.`, {
      argument: 'path',
      found,
      advice: `It says: ${found}.`,
    });
  }
  const state = stateOf(path, card);
  const wanted = 4 * parameterCount(state.config, sizesOf(state)).all;
  const { size } = await stat(path);
  if (wanted > size) {
    throw new TissuebookError('corrupt', `"${path}" is shorter than the ${wanted} bytes of weights on its card.`, {
      argument: 'path',
      found: size,
    });
  }
  createSquint(state.parameters, state.config, sizesOf(state), new Random(0));
  try {
    await loadCheckpoint(path, { network: state.parameters });
  } catch (error) {
    state.parameters.dispose();
    throw error;
  }
  return state;
}

/** The card as a state without values in its parameters. @throws TissuebookError 'corrupt' and what squintConfig() throws */
function stateOf(path: string, card: Record<string, unknown>): SquintState {
  const config = squintConfig(card.config as SquintOptions);
  const { features, sections, distances, likelihood, mean, deviation } = card;
  const { count, limit } = (distances ?? {}) as Record<string, unknown>;
  const sound =
    isList(features, isText) &&
    isList(sections, isText) &&
    isList(mean, Number.isFinite) &&
    isList(deviation, isPositive) &&
    mean.length === features.length &&
    deviation.length === features.length &&
    count === config.rbf &&
    isPositive(limit) &&
    (likelihood === 'negative-binomial' || likelihood === 'gaussian');
  if (!sound) {
    throw new TissuebookError('corrupt', `The card of "${path}" is damaged.`, { argument: 'path', found: path });
  }
  return {
    config,
    features: features as string[],
    sections: sections as string[],
    distances: { count: count as number, limit: limit as number },
    scale: {
      likelihood,
      mean: Float32Array.from(mean as number[]),
      deviation: Float32Array.from(deviation as number[]),
    },
    parameters: new Parameters(),
  };
}

const isText = (value: unknown): boolean => typeof value === 'string';

const isPositive = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value > 0;

const isList = (value: unknown, item: (one: unknown) => boolean): value is unknown[] =>
  Array.isArray(value) && value.length > 0 && value.every(item);
