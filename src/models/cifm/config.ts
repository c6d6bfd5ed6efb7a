import type { CardConfig, CardOptions } from '../../protocol';
import { cifmCard } from '../../protocol/models/cifm';
import { resolveConfig } from '../contract';

/** Everything that makes a CI-FM model what it is; recorded in its results and checkpoints. */
export type CifmConfig = CardConfig<typeof cifmCard>;

/** What a user may give to `zoo.create('cifm', ...)`. */
export type CifmOptions = CardOptions<typeof cifmCard>;

/**
 * The configuration that the options mean.
 * @throws TissuebookError kind 'unknown-option' or 'invalid-argument'
 */
export const cifmConfig = (options: CifmOptions = {}): CifmConfig => resolveConfig(cifmCard, options);
