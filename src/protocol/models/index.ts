import type { ModelCard } from './card';
import { cellplmCard } from './cellplm';
import { cifmCard } from './cifm';
import { scmognnCard } from './scmognn';
import { scmoformerCard } from './scmoformer';
import { spaformerCard } from './spaformer';
import { spatiaCard } from './spatia';
import { squintCard } from './squint';
import { stalignCard } from './stalign';

/** The cards of the zoo, in the order of the panel. The library's zoo has the models; a test holds both lists together. */
export const modelCards: readonly ModelCard[] = [
  squintCard,
  cifmCard,
  spaformerCard,
  cellplmCard,
  scmognnCard,
  scmoformerCard,
  stalignCard,
  spatiaCard,
];

export type { CardConfig, CardOptions, CardPreset, Figure, Look, ModelCard, Need } from './card';
export { modelCard } from './card';
export { zooArguments, zooCode, type ZooCodeOptions, zooDefaults } from './code';
export * from './summaries';
export {
  emptyValue,
  type EmptyValue,
  formOptions,
  type Say,
  type ZooOption,
  type ZooValue,
  type ZooValues,
  wrongValue,
} from './form';
export { MODEL_NAMES } from './names';
export type { ConfigOf, Setting, Settings, Source } from './setting';
export { settingCheck } from './setting';
