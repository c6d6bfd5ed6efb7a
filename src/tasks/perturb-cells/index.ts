export { CellPerturber, openCellPerturber } from './cellPerturber';
export type { CellMap, CellMaps, CellReadout } from './cellMaps';
export { CellPerturbation, type GeneResponse } from './cellPerturbation';
export type { CellChange, PerturbCellsOptions } from './options';
export { perturbCells } from './perturbCells';
