import { TissuebookError } from '../../errors';
import type { CardConfig, CardOptions } from '../../protocol';
import { spatiaCard } from '../../protocol/models/spatia';
import { resolveConfig } from '../contract';
import type { CrossConfig, ImageConfig, StackConfig } from './config';
import type { FlowConfig } from './flow/velocity';
import { SHRINKING } from './pictures/cropAutoencoder';
import type { UnetConfig } from './pictures/unet';

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
  checkPictures(config, wrong);
  const transitions = transitionsOf(config);
  if (config.rho > 0 && transitions.length === 1) {
    throw wrong('rho', 'rho needs a second transition, whose pairs are the negatives.');
  }
  if (config.parts === 'flow' && transitions.length === 0 && config.transitions !== '') {
    throw wrong('transitions', `transitions must read 'one state -> another'.`);
  }
  return config;
}

/** What the networks of pictures that flow can take. */
function checkPictures(
  config: SpatiaConfig,
  wrong: (argument: keyof SpatiaConfig, sentence: string) => TissuebookError,
): void {
  const { space, imageSize } = config;
  if (config.guidance > 0 && config.dropCondition === 0) {
    throw wrong('guidance', 'guidance needs dropCondition: without it nothing is learned without a condition.');
  }
  if (space === 'features') return;
  const [multiple, because] =
    space === 'latent' ? [2 * SHRINKING, 'latents are an eighth, and halved once'] : [4, 'pixels are halved twice'];
  if (imageSize % multiple) {
    throw wrong('imageSize', `imageSize (${imageSize}) must be a multiple of ${multiple} for ${space}: ${because}.`);
  }
  for (const name of ['unetWidth', 'autoencoderWidth'] as const) {
    if (config[name] % 8) throw wrong(name, `${name} (${config[name]}) must be a multiple of 8.`);
  }
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

/** The pictures that flow. */
export interface FlowPictures {
  /** Pixels along each side. */
  readonly side: number;
  /** Names of their channels, in order. */
  readonly channels: readonly string[];
  /** What a picture covers, in the unit of the positions that the model was trained with. */
  readonly width: number;
}

/** How large a flow is. */
export interface FlowSizes {
  /** Features that flow; 0 where pictures do. */
  readonly shapes: number;
  readonly pictures: FlowPictures | undefined;
  /** Channels of a control's vector, and of a signature. */
  readonly condition: number;
  readonly signature: number;
}

/** The flow's sizes. */
export function flowConfig(config: SpatiaConfig, { shapes, pictures, condition, signature }: FlowSizes): FlowConfig {
  const grid = pictures && gridOf(config, pictures);
  return {
    transitions: Math.max(1, transitionsOf(config).length),
    tokenWidth: TOKEN,
    signatureWidth: signature,
    perturbationWidth: PERTURBATION,
    latent: grid ? grid.side ** 2 * grid.channels : shapes,
    controlWidth: condition,
    timeWidth: TIME,
    hidden: config.flowWidth,
    layers: config.flowLayers,
    ...(grid && { grid }),
  };
}

/** The U-Net of pixels has three sizes, as in the authors' code; that of latents, which are small, has two (ours). */
function gridOf(
  { space, latentChannels, unetWidth: width }: SpatiaConfig,
  { side, channels }: FlowPictures,
): UnetConfig {
  if (space === 'pixels') return { side, channels: channels.length, width, multiples: [1, 2, 2] };
  return { side: side / SHRINKING, channels: latentChannels, width, multiples: [1, 2] };
}
