export { match, type MatchOptions } from './match';
export { type MatchFold, MatchResult, type MethodMatch } from './matchResult';
export type { MatchScores } from './matchScores';
