export {
  type CellAnswer,
  type CellQuestion,
  CELLS_TARGET,
  type MarkerFeature,
  packBits,
  type SentColor,
  unpackBits,
} from './cellsTarget';
export { selectionCode } from './code';
export { selectable, type Selectable } from './linkedCells';
export { type Described, describedBy, selectionMask } from './mask';
export { featureColor, recolored, rescaled } from './recolor';
export { combine, type Criterion, type How, insideOutline, insideRange, type SelectionStep } from './selection';
export { composition, type FeatureDifference, compareFeatures, type LabelCount, distinctiveFeatures } from './summary';
export { SELECTION_TARGET, type SelectionMessage } from './target';
