export * from './kernelApi';
export * from './viewTypes';
export { ViewError } from './viewError';
export { decodeArray, DTYPES, encodeArray, MAX_ELEMENTS, type NumberArray, toNumbers } from './viewArrays';
export { checkView } from './viewCheck';
export { plotlyText, readable, shorten, wrap } from './viewText';
export { COLOR_STOPS, leastDistance, MISSING_COLOR, palette } from './viewPalette';
export { plotlyFigure } from './figure';
export { encodeFigure } from './figureJson';
export { PAGE_THEME, type FigureOptions, type FigureTheme, type PlotlyFigure } from './figureLayout';
export { roundLength, scaleBar, UNIT_NAMES, type ScaleBar } from './scaleBar';
export { combine, type Criterion, type How, insideOutline, type SelectionStep } from './selection';
export { type Described, describedBy, selectionMask } from './selectionMask';
export { composition, type FeatureFact, featuresApart, type LabelCount, tellingFeatures } from './selectionFacts';
export { SELECTION_TARGET, type SelectionMessage } from './selectionTarget';
export {
  type CellAnswer,
  type CellQuestion,
  CELLS_TARGET,
  type MarkerFact,
  packBits,
  type SentColor,
  unpackBits,
} from './cellsTarget';
export { featureColor, recolored, rescaled } from './recolor';
export { selectionCode } from './selectionCode';
export { pointFacts } from './pointFacts';
export { panelCells, type PointGroup, pointGroups } from './pointGroups';
export { selectable, type Selectable } from './linkedCells';
export { MAX_NAMES } from './cellSetCheck';
export { viewTable } from './viewTable';
export { countPoints, MAX_PLOTLY_POINTS, viewBundle } from './viewBundle';
export * from './modelZoo';
export { ENGINE_TARGET, type EngineStatus } from './engineStatus';
export { RUN_COMMANDS, RUN_TARGET, type RunCommand, type RunMessage } from './runControl';
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
} from './perturbation';
export { checkAnswer, checkPerturbation } from './perturbationCheck';
export { perturbationCode, type PerturbationNames } from './perturbationCode';
export type * from './comm';
