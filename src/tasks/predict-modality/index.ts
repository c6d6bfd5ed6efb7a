export { ModalityResult, type ModalityScore } from './modalityResult';
export type { FeatureScore, ModalityScores } from './modalityScores';
export { predictModality, type PredictModalityOptions } from './predictModality';
export { writePrediction, type WritePredictionOptions } from './writePrediction';
