export * from './kernel/kernelApi';
export type * from './view/encodedArray';
export * from './view/viewTypes';
export { ViewError } from './view/viewError';
export { decodeArray, DTYPES, encodeArray, MAX_ELEMENTS, type NumberArray, toNumbers } from './view/viewArrays';
export { checkView } from './view/viewCheck';
export { plotlyText, readable, shorten, wrap } from './view/viewText';
export { COLOR_STOPS, leastDistance, MISSING_COLOR, palette } from './view/viewPalette';
export { plotlyFigure } from './figure/figure';
export { encodeFigure } from './figure/figureJson';
export { PAGE_THEME, type FigureOptions, type FigureTheme, type PlotlyFigure } from './figure/figureLayout';
export { roundLength, scaleBar, UNIT_NAMES, type ScaleBar } from './figure/scaleBar';
export { combine, type Criterion, type How, insideOutline, type SelectionStep } from './selection/selection';
export { type Described, describedBy, selectionMask } from './selection/selectionMask';
export {
  composition,
  type FeatureFact,
  featuresApart,
  type LabelCount,
  tellingFeatures,
} from './selection/selectionFacts';
export { SELECTION_TARGET, type SelectionMessage } from './selection/selectionTarget';
export {
  type CellAnswer,
  type CellQuestion,
  CELLS_TARGET,
  type MarkerFact,
  packBits,
  type SentColor,
  unpackBits,
} from './selection/cellsTarget';
export { featureColor, recolored, rescaled } from './selection/recolor';
export { selectionCode } from './selection/selectionCode';
export { pointFacts } from './view/pointFacts';
export { panelCells, type PointGroup, pointGroups } from './view/pointGroups';
export { selectable, type Selectable } from './selection/linkedCells';
export { MAX_NAMES } from './view/cellSetCheck';
export { viewTable } from './view/viewTable';
export { countPoints, MAX_PLOTLY_POINTS, viewBundle } from './view/viewBundle';
export * from './models';
export { ENGINE_TARGET, type EngineStatus } from './kernel/engineStatus';
export { RUN_COMMANDS, RUN_TARGET, type RunCommand, type RunMessage } from './kernel/runControl';
export {
  CHANGES,
  type ChangeKind,
  MAX_GENES,
  PERTURBATION_MIME,
  PERTURBATION_TARGET,
  type PerturbationAnswer,
  type PerturbationCommand,
  type PerturbationMessage,
  type PerturbationPayload,
  type PerturbationPlace,
  type PerturbationRequest,
} from './perturbation/perturbation';
export { checkAnswer, checkPerturbation } from './perturbation/perturbationCheck';
export { perturbationCode, type PerturbationNames } from './perturbation/perturbationCode';
export type * from './kernel/comm';
