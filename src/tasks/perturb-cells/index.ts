export { CellPerturber, openCellPerturber } from './cellPerturber';
export type { CellMap, CellMaps, CellReadout } from './cellMaps';
export { CellPerturbation } from './cellPerturbation';
export type { CellPerturbationSummary, CellReading, GeneResponse } from './summary';
export type { CellChange, PerturbCellsOptions } from './options';
export { perturbCells } from './perturbCells';
