import { cifmCard } from './cifm';
import { squintCard } from './squint';
import type { ZooCard } from './card';

/** The models of the zoo, in the order of the panel. The library's own zoo has the models; a test holds both lists together. */
export const zooCards: readonly ZooCard[] = [squintCard, cifmCard];

export type { ZooCard } from './card';
export { zooArguments, zooCode, zooDefaults } from './code';
export * from './summaries';
export { ZOO_NAMES } from './names';
export type { ZooOption, ZooValue, ZooValues } from './option';
export { wrongValue } from './option';
