export { cellsInRegion } from './cellsInRegion';
export { type Region, regionAround, type RegionAroundOptions } from './regionAround';
export { type RegionalSplit, regionalSplit } from './regionalSplit';
export { regionColumn, regionTable, type RegionTableOptions } from './regionTable';
export { sectionWithMost, someSections } from './someSections';
export { activationMarkers, tCells, type TCells } from './tCells';
