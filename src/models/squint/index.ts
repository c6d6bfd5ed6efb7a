export { squintConfig, squintPresets, squintSettings } from './config';
export type { SquintConfig, SquintLikelihood, SquintOptions, SquintPreset } from './config';
export { codebookUse, SquintResult, tokenNames, type CodebookUse, type SquintFacts } from './results';
export { Squint } from './squint';
