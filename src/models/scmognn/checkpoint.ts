import { type Parameters, Random } from '../../engine';
import { isCount, isList, isText } from '../training/cardChecks';
import type { ModelReader } from '../training/modelFile';
import { scmognnConfig, type ScmognnOptions } from './config';
import { createJoint } from './joint';
import { createMatching } from './matching';
import { createInputMemory, createPropagationMemory } from './memory';
import { createPrediction } from './prediction';
import type { InputSpec, ScmognnState } from './state';
import { decoupledConfig, predictionConfig, taskSettings, temperatureOf } from './taskSettings';

/** Inputs of a decoupled network are no wider than this; a file that says more is damaged. */
const WIDEST = 1e6;

/** Makes the network's parameters and those of what the model keeps beside it. */
export function createAll(state: Omit<ScmognnState, 'parameters'>, p: Parameters, random: Random): void {
  const { config, features, targets, inputs, types, prior } = state;
  const memory = p.at('memory');
  const { layers } = taskSettings(config);
  if (config.task === 'prediction') {
    const network = predictionConfig(config, prior);
    createPrediction(p, network, { features: features.length, targets: targets.length }, random);
    const fixed = { init: 'zeros', trainable: false } as const;
    memory.create('center', [targets.length], random, fixed);
    memory.create('degrees', [features.length], random, fixed);
    memory.create('features', [Math.max(1, layers - 1), features.length, config.width], random, fixed);
    return;
  }
  const network = decoupledConfig(state);
  const sizes = [features.length, targets.length];
  inputs.forEach((spec, m) => createInputMemory(memory.at(m), spec, sizes[m], random));
  const [first, second] = inputs.map(({ width }) => width);
  if (config.task === 'matching') {
    createMatching(p, { ...network, temperature: temperatureOf(config) }, [first, second], random);
    inputs.forEach(({ width }, m) => createPropagationMemory(memory.at(m), { nodes: sizes[m], width, layers }, random));
  } else {
    const width = first + second;
    createJoint(p, { ...network, types: types.length, phases: state.phases.length }, width, random);
    createPropagationMemory(memory.at('joint'), { nodes: width, width, layers }, random);
  }
}

/** How a trained state becomes a file, and the reverse. */
export const scmognnReader: ModelReader<ScmognnState> = {
  format: { name: 'scmognn', title: 'scMoGNN', version: 1 },
  card: ({ modalities, targets, inputs, types, phases, prior }) => ({
    modalities,
    targets,
    inputs,
    types,
    phases,
    prior,
  }),
  describe({ config: options, features, modalities, targets, inputs, types, phases = [], prior }, parameters) {
    const config = scmognnConfig(options as ScmognnOptions);
    const named = isList(features, isText) && isList(targets, isText) && isList(modalities, isText);
    const typed = areTexts(types) && areTexts(phases) && typeof prior === 'boolean';
    if (!named || !typed || modalities.length !== 2 || !isList(inputs, isInput) || inputs.length !== 2)
      return undefined;
    const pair = [modalities[0], modalities[1]] as const;
    return {
      config,
      features,
      modalities: pair,
      targets,
      inputs: [inputs[0], inputs[1]],
      types,
      phases,
      prior,
      parameters,
    };
  },
  create: (state, parameters) => createAll(state, parameters, new Random(0)),
};

const areTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);

function isInput(value: unknown): value is InputSpec {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('width' in value)) return false;
  return ['given', 'pca', 'lsi'].includes(String(value.kind)) && isCount(value.width, WIDEST);
}
