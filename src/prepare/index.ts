export { asinh, type AsinhOptions } from './values/asinh';
export { type EvaluationMask, evaluationMask, type EvaluationMaskOptions } from './splits/evaluationMask';
export { filterCells, type FilterCellsOptions } from './filters/filterCells';
export { filterGenes, type FilterGenesOptions } from './filters/filterGenes';
export type { BlockwiseOptions } from './genes/blockMoments';
export { groupSplit, type GroupSplitOptions } from './splits/groupSplit';
export { highlyVariableGenes, type HighlyVariableGenesOptions } from './genes/highlyVariableGenes';
export { leiden, type LeidenOptions } from './clusters/leiden';
export { log1p } from './values/log1p';
export { lsi, type LsiOptions } from './components/lsi';
export { matchPanel, type MatchPanelOptions } from './genes/matchPanel';
export {
  morphologyFeatures,
  type MorphologyFeatures,
  type MorphologyFeaturesOptions,
} from './morphology/morphologyFeatures';
export { neighbors, type NeighborsOptions } from './neighbors/neighbors';
export { normalizeTotal, type NormalizeTotalOptions } from './values/normalizeTotal';
export { pairStates, type PairStatesOptions } from './transport/pairStates';
export type { ShapeSignature, StatePairs } from './transport/statePairs';
export { pca, type PcaOptions } from './components/pca';
export { labelForeground, otsuThreshold, type OtsuThresholdOptions } from './morphology/otsuThreshold';
export { randomSplit, type RandomSplitOptions } from './splits/randomSplit';
export type { LabelImage } from './morphology/labelImage';
export { regionProperties, type RegionPropertiesOptions } from './morphology/regionProperties';
export { drawTissue, type DrawTissueOptions } from './morphology/drawTissue';
export { type PictureShapes, shapesOfPictures } from './morphology/shapesOfPictures';
export { LOG_KEY, recordStep, type StepFacts, stepsOf } from './record';
export { scale, type ScaleOptions } from './values/scale';
export { type NamedGenes, scoreGenes, type ScoreGenesOptions } from './genes/scoreGenes';
export { tfidf, type TfidfOptions } from './values/tfidf';
export { tileSplit, type TileSplitOptions } from './splits/tileSplit';
export { umap, type UmapOptions } from './embedding/umap';
export { dpt, type DptOptions } from './trajectory/dpt';
export { kindOfValues, type ValueKind, withCounts } from './values/kindOfValues';
