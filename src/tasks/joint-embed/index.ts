export { jointEmbed, type JointEmbedOptions } from './jointEmbed';
export { JointResult, type JointScore, type ModalityContribution } from './jointResult';
export type { JointScores } from './jointScores';
