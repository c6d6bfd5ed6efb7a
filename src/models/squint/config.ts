import { TissuebookError } from '../../errors';
import { squintCard } from '../../protocol/models/squint';
import type { CardConfig, CardOptions } from '../../protocol';
import { resolveConfig } from '../contract';

/** Everything that makes a SQUINT model what it is; recorded in its results and checkpoints. */
export type SquintConfig = CardConfig<typeof squintCard>;

/** What a user may give to `zoo.create('squint', ...)`. */
export type SquintOptions = CardOptions<typeof squintCard>;

/** The weight that 'auto' stands for: the loss of a Gaussian is some fifty times smaller. */
export function adjacencyWeightOf(config: Pick<SquintConfig, 'adjacencyWeight'>, gaussian: boolean): number {
  if (config.adjacencyWeight !== 'auto') return config.adjacencyWeight;
  return gaussian ? 1 : 30;
}

/**
 * The configuration that the options mean.
 * @throws TissuebookError kind 'unknown-option' or 'invalid-argument'
 */
export function squintConfig(options: SquintOptions = {}): SquintConfig {
  const config = resolveConfig(squintCard, options);
  const { dim, heads, maskFrom, maskTo } = config;
  // The authors project the latent up, so that each head has its full width.
  if (config.layout === 'paper' && dim % heads !== 0) {
    throw wrong('heads', heads, `dim (${dim}) must be a multiple of heads (${heads}).`);
  }
  if (maskTo < maskFrom) throw wrong('maskTo', maskTo, `maskTo (${maskTo}) is below maskFrom (${maskFrom}).`);
  return config;
}

const wrong = (argument: string, found: number, sentence: string): TissuebookError =>
  new TissuebookError('invalid-argument', `squint: ${sentence}`, { argument, found });
