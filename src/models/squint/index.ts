export { squintConfig, type SquintConfig, type SquintOptions } from './config';
export type { GapEvaluation } from '../training/gapEvaluation';
export { codebookUse, SquintResult, type CodebookUse, type SquintSummary } from './results';
export { Squint } from './squint';
