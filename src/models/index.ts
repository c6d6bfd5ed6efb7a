export { ShownCard, type ModelCard, type PaperFigure } from './card';
export { drawPatches } from './drawPatches';
export { nearestCells } from './nearestCells';
export { neighbourhoodMeans, neighbourhoodSums } from './neighbourhood';
export { readSections, type Sections } from './sections';
export type { Presets, Setting, Settings, Source } from './setting';
export * from './squint';
export type { FitOptions, ImputingModel, TissueModel, TokenModel, Tokens } from './tissueModel';
export { zoo, type ModelName } from './zoo';
