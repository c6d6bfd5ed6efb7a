export type { ChallengeScore } from './challenge';
export type { EffectScores } from './effects';
export { type PredictedEffect, PerturbationPrediction, type TargetResult } from './perturbationPrediction';
export { predictPerturbation } from './predictPerturbation';
export type { PredictPerturbationTaskOptions } from './predictPerturbationOptions';
