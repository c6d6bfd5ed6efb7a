import { readFile } from 'node:fs/promises';
import { readCardSync, readSafetensors, type Parameters } from '../../engine';
import { TissuebookError } from '../../errors';
import type { ModelReader } from './modelFile';
import type { Steering } from '../contract';
import type { ModelState } from './modelState';
import { readSteering } from './watch/steeringMarks';

/** Weights that training starts from. */
export interface StartValues {
  /** Names of the features that they were trained on, in their order. */
  readonly features: readonly string[];
  readonly values: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: ArrayLike<number> }>;
}

/** What became of each parameter. */
export interface StartReport {
  /** Taken over whole. */
  readonly taken: readonly string[];
  /** Taken over for the features that both have; the others start anew. */
  readonly matched: readonly string[];
  /** Not in the weights, or of another shape: they start anew. */
  readonly fresh: readonly string[];
  /** In the weights, and not in the network. */
  readonly unused: readonly string[];
}

/** What a person did to the training that gave the weights to start from. @param from a trained state or the path of a file */
export function inheritedSteering(from: ModelState | string | undefined): Steering | undefined {
  if (typeof from !== 'string') return from?.steering;
  try {
    return readSteering(readCardSync(from).steering) || undefined;
  } catch {
    // What is wrong with the file is said when its weights are read.
    return undefined;
  }
}

/** The weights of a trained state, outside of the engine. */
export const startOfState = async ({ features, parameters }: ModelState): Promise<StartValues> => ({
  features,
  values: await parameters.snapshot(),
});

/**
 * The weights in a file that a model's save() wrote.
 * @throws TissuebookError 'file-not-found', 'corrupt', 'checkpoint-mismatch' (a file of another model)
 */
export async function startOfFile<S extends ModelState>(
  path: string,
  { format }: ModelReader<S>,
): Promise<StartValues> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause;
    throw new TissuebookError('file-not-found', `There is no file "${path}".`, { argument: 'from', found: path });
  });
  const { tensors, metadata } = readSafetensors(bytes);
  const card = JSON.parse(metadata.card ?? 'null') as { model?: unknown; features?: unknown } | null;
  if (card?.model !== format.name || !Array.isArray(card.features)) {
    throw new TissuebookError('checkpoint-mismatch', `"${path}" does not hold a ${format.title} model.`, {
      argument: 'from',
      found: card?.model,
    });
  }
  const values = new Map<string, { shape: readonly number[]; data: ArrayLike<number> }>();
  for (const [name, { shape, data }] of tensors) {
    if (name.startsWith('network.')) values.set(name.slice('network.'.length), { shape, data: data as Float32Array });
  }
  return { features: card.features.map(String), values };
}

/**
 * Gives fresh parameters the values of trained ones: those of the same name and shape whole, those that differ in the number of
 * features by feature. What starts anew is reported, never silent.
 *
 * @param features names of the features that the parameters are for
 * @throws TissuebookError 'checkpoint-mismatch' when nothing fits
 */
export function takeStart(parameters: Parameters, features: readonly string[], start: StartValues): StartReport {
  const report = { taken: [] as string[], matched: [] as string[], fresh: [] as string[] };
  const same = start.features.length === features.length && start.features.every((name, at) => name === features[at]);
  for (const name of parameters.names()) {
    const stored = start.values.get(name);
    const shape = parameters.shapeOf(name);
    const axis = stored && featureAxis(shape, stored.shape, features.length, start.features.length);
    if (!stored || axis === undefined) report.fresh.push(name);
    else if (axis < 0 || same) {
      parameters.set(name, stored.data);
      report.taken.push(name);
    } else {
      parameters.set(name, byFeature(parameters, name, axis, features, stored, start.features));
      report.matched.push(name);
    }
  }
  if (report.taken.length + report.matched.length === 0) {
    throw new TissuebookError('checkpoint-mismatch', 'None of the weights to start from fits this network.', {
      argument: 'from',
      found: [...start.values.keys()].slice(0, 5),
      advice: 'Make the model with the settings of the one that was trained.',
    });
  }
  return { ...report, unused: [...start.values.keys()].filter((name) => !parameters.has(name)) };
}

/** In sentences, what a reader has to know of a start. */
export function startNotices({ matched, fresh, unused }: StartReport, shared: number, wanted: number): string[] {
  const list = (names: readonly string[]): string =>
    `${names.slice(0, 8).join(', ')}${names.length > 8 ? ', ...' : ''}`;
  return [
    ...(matched.length > 0
      ? [`Started from trained weights for ${shared} of ${wanted} features; the others start anew in ${list(matched)}.`]
      : []),
    ...(fresh.length > 0 ? [`Not in the weights to start from, and started anew: ${list(fresh)}.`] : []),
    ...(unused.length > 0 ? [`In the weights to start from, and not used: ${list(unused)}.`] : []),
  ];
}

/** -1 for equal shapes, the axis of the features where only that one differs, undefined for anything else. */
function featureAxis(
  shape: readonly number[],
  stored: readonly number[],
  features: number,
  storedFeatures: number,
): number | undefined {
  if (shape.length !== stored.length) return undefined;
  const byName = shape.findIndex((size, axis) => size === features && stored[axis] === storedFeatures);
  const others = shape.every((size, axis) => axis === byName || size === stored[axis]);
  if (byName >= 0 && others) return byName;
  return shape.join() === stored.join() ? -1 : undefined;
}

/** The values of a parameter with those of shared features put in. */
function byFeature(
  parameters: Parameters,
  name: string,
  axis: number,
  features: readonly string[],
  stored: { readonly shape: readonly number[]; readonly data: ArrayLike<number> },
  storedFeatures: readonly string[],
): Float32Array {
  const shape = parameters.shapeOf(name);
  const out = Float32Array.from(parameters.get(name).dataSync());
  const place = new Map(storedFeatures.map((feature, at) => [feature, at]));
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const outer = shape.slice(0, axis).reduce((a, b) => a * b, 1);
  features.forEach((feature, to) => {
    const from = place.get(feature);
    if (from === undefined) return;
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) {
        out[(o * features.length + to) * inner + i] = stored.data[(o * storedFeatures.length + from) * inner + i]!;
      }
    }
  });
  return out;
}
