import { cifmCard } from './cifmCard';
import { squintCard } from './squintCard';
import type { ZooCard } from './zooCard';

/** The models of the zoo, in the order of the panel. The library's own zoo has the models; a test holds both lists together. */
export const zooCards: readonly ZooCard[] = [squintCard, cifmCard];

export type { ZooCard } from './zooCard';
export { zooArguments, zooCode, zooDefaults } from './zooCode';
export * from './zooFacts';
export { ZOO_NAMES } from './zooNames';
export type { ZooOption, ZooValue, ZooValues } from './zooOption';
export { wrongValue } from './zooOption';
