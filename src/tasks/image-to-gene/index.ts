export type { GeneScore } from './geneScores';
export { imageToGene } from './imageToGene';
export type { ImageToGeneOptions } from './imageToGeneOptions';
export {
  ImageToGeneResult,
  type ImageToGeneScore,
  type MethodScores,
  type PredictedSection,
} from './imageToGeneResult';
