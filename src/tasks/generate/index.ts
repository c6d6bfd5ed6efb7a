export { generate } from './generate';
export type { GenerateShapesOptions } from './generateOptions';
export { type GeneratedScore, GenerateResult } from './generateResult';
export type { ShapeScores } from './shapeScores';
