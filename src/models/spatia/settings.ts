import { TissuebookError } from '../../errors';
import type { CardConfig, CardOptions } from '../../protocol';
import { spatiaCard } from '../../protocol/models/spatia';
import { resolveConfig } from '../contract';
import type { CrossConfig, ImageConfig, StackConfig } from './config';
import type { FlowConfig } from './flow/velocity';

/** Everything that makes a SPATIA model what it is; recorded in its results and files. */
export type SpatiaConfig = CardConfig<typeof spatiaCard>;

/** What a user may give to `zoo.create('spatia', ...)`. */
export type SpatiaOptions = CardOptions<typeof spatiaCard>;

/**
 * The configuration that the options mean.
 * @throws TissuebookError 'unknown-option' or 'invalid-argument'
 */
export function spatiaConfig(options: SpatiaOptions = {}): SpatiaConfig {
  const config = resolveConfig(spatiaCard, options);
  const wrong = (argument: keyof SpatiaConfig, sentence: string): TissuebookError =>
    new TissuebookError('invalid-argument', `spatia: ${sentence}`, { argument, found: config[argument] });
  for (const name of ['imageWidth', 'decoderWidth', 'geneWidth', 'width'] as const) {
    if (config[name] % config.heads) throw wrong(name, `${name} (${config[name]}) must be a multiple of heads (${config.heads}).`); // prettier-ignore
    if (config[name] % 4) throw wrong(name, `${name} (${config[name]}) must be a multiple of 4.`);
  }
  if (config.imageSize % config.patch) {
    throw wrong('imageSize', `imageSize (${config.imageSize}) must be a multiple of patch (${config.patch}).`);
  }
  const transitions = transitionsOf(config);
  if (config.rho > 0 && transitions.length === 1) {
    throw wrong('rho', 'rho needs a second transition, whose pairs are the negatives.');
  }
  if (config.parts === 'flow' && transitions.length === 0 && config.transitions !== '') {
    throw wrong('transitions', `transitions must read 'one state -> another'.`);
  }
  return config;
}

/** From and to which states, in order. @throws TissuebookError 'invalid-argument' for words that name no two states */
export function transitionsOf({ transitions }: Pick<SpatiaConfig, 'transitions'>): (readonly [string, string])[] {
  if (transitions.trim() === '') return [];
  return transitions.split(';').map((words) => {
    const states = words.split('->').map((state) => state.trim());
    const [control, target] = states;
    if (states.length === 2 && control !== '' && target !== '' && control !== target) return [control, target] as const;
    throw new TissuebookError('invalid-argument', `spatia: "${words.trim()}" is no transition.`, {
      argument: 'transitions',
      found: words,
      advice: "Write 'ECAD+ -> SMA+', and several with semicolons between them.",
    });
  });
}

/** Parts of the network, as its layers take them. */
export interface NetworkConfig {
  readonly image: ImageConfig;
  readonly gene: StackConfig;
  readonly fusion: CrossConfig;
}

export function networkConfig(config: SpatiaConfig, channels: number): NetworkConfig {
  const { heads, expansion } = config;
  const stack = (width: number, layers: number): StackConfig => ({ width, heads, hidden: expansion * width, layers });
  return {
    image: {
      size: config.imageSize,
      patch: config.patch,
      channels,
      encoder: stack(config.imageWidth, config.imageLayers),
      decoder: stack(config.decoderWidth, config.decoderLayers),
    },
    gene: stack(config.geneWidth, config.geneLayers),
    fusion: { width: config.width, heads, hidden: expansion * config.width },
  };
}

/** Channels of the flow's time, transition tokens and perturbation (ours). */
const [TIME, TOKEN, PERTURBATION] = [16, 16, 32];

/** The flow's sizes. @param shapes features that flow @param condition channels of a control's vector @param signature of a signature */
export const flowConfig = (
  config: SpatiaConfig,
  sizes: { shapes: number; condition: number; signature: number },
): FlowConfig => ({
  transitions: Math.max(1, transitionsOf(config).length),
  tokenWidth: TOKEN,
  signatureWidth: sizes.signature,
  perturbationWidth: PERTURBATION,
  latent: sizes.shapes,
  controlWidth: sizes.condition,
  timeWidth: TIME,
  hidden: config.flowWidth,
  layers: config.flowLayers,
});
