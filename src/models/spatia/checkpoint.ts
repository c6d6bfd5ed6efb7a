import { Random } from '../../engine';
import { isCount, isFiniteNumber, isList, isPositive, isText } from '../training/cardChecks';
import type { ModelReader } from '../training/modelFile';
import { createSpatia } from './network';
import { type FlowPictures, spatiaConfig, type SpatiaOptions, transitionsOf } from './settings';
import type { FlowState, SpatiaState } from './state';

/** More channels, features of shape or components than this have no meaning. */
const MOST = 4096;

/** How a trained state becomes a file, and the reverse. */
export const spatiaReader: ModelReader<SpatiaState> = {
  format: { name: 'spatia', title: 'SPATIA', version: 1 },
  card: ({ branches, channels, counts, mean, deviation, flow }) => ({
    branches,
    channels,
    counts,
    mean,
    deviation,
    ...(flow && { flow }),
  }),
  describe({ config: options, features, ...card }, parameters) {
    const config = spatiaConfig(options as SpatiaOptions);
    const { branches, channels, counts, mean, deviation } = card;
    const sound =
      areAll(features, isText) &&
      areAll(mean, isFiniteNumber) &&
      areAll(deviation, isPositive) &&
      mean.length === features.length &&
      deviation.length === features.length &&
      typeof counts === 'boolean' &&
      areBranches(branches) &&
      (features.length > 0 || branches.image) &&
      Array.isArray(channels) &&
      channels.every(isText) &&
      channels.length <= MOST &&
      channels.length > 0 === branches.image;
    if (!sound) return undefined;
    const state = { config, features, branches, channels, counts, mean, deviation, parameters };
    if (card.flow === undefined) return branches.image || branches.genes ? state : undefined;
    const flow = readFlowState(card.flow);
    const fits = flow && (flow.pictures !== undefined) === (config.space !== 'features');
    return fits && transitionsOf(config).length > 0 ? { ...state, flow } : undefined;
  },
  create: (state, parameters) => createSpatia(parameters, state, new Random(0)),
};

/** A list, empty where there are pictures alone. */
const areAll = <T>(value: unknown, item: (one: unknown) => one is T): value is T[] =>
  Array.isArray(value) && value.every(item);

function areBranches(value: unknown): value is SpatiaState['branches'] {
  const { image, genes } = (value ?? {}) as Partial<SpatiaState['branches']>;
  return typeof image === 'boolean' && typeof genes === 'boolean';
}

function readFlowState(value: unknown): FlowState | undefined {
  const flow = (value ?? {}) as Partial<FlowState>;
  const { shapes, logarithmic, mean, deviation, condition, conditionWidth, signatureWidth, pictures } = flow;
  const isFlag = (one: unknown): one is boolean => typeof one === 'boolean';
  const sound =
    areAll(shapes, isText) &&
    areAll(logarithmic, isFlag) &&
    areAll(mean, isFiniteNumber) &&
    areAll(deviation, isPositive) &&
    (pictures === undefined ? shapes.length > 0 : shapes.length === 0 && arePictures(pictures)) &&
    [logarithmic, mean, deviation].every((list) => list.length === shapes.length) &&
    (condition === 'expression' || condition === 'embedding') &&
    isCount(conditionWidth, MOST) &&
    isCount(signatureWidth, MOST);
  if (!sound) return undefined;
  const known = { shapes, logarithmic, mean, deviation, condition, conditionWidth, signatureWidth };
  return pictures ? { ...known, pictures } : known;
}

function arePictures(value: unknown): value is FlowPictures {
  const { side, channels, width } = (value ?? {}) as Partial<FlowPictures>;
  return isCount(side, MOST) && isList(channels, isText) && channels.length <= MOST && isPositive(width);
}
