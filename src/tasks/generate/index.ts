export { generate } from './generate';
export type { GenerateShapesOptions } from './generateOptions';
export { type ComparedPictures, type GeneratedScore, GenerateResult } from './generateResult';
export type { PictureScores } from './pictureScores';
export type { ShapeScores } from './shapeScores';
