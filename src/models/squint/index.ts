export { squintConfig, type SquintConfig, type SquintOptions } from './config';
export type { GapEvaluation } from './evaluate';
export { codebookUse, SquintResult, type CodebookUse, type SquintSummary } from './results';
export { Squint } from './squint';
