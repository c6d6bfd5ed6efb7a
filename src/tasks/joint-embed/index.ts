export { jointEmbed, type JointEmbedOptions } from './jointEmbed';
export { JointResult, type JointScore } from './jointResult';
export type { JointScores } from './jointScores';
