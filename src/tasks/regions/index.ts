export { type Region, regionAround, type RegionAroundOptions } from './regionAround';
export { type RegionalSplit, regionalSplit } from './regionalSplit';
export { sectionWithMost, someSections } from './someSections';
export { activationMarkers, tCells, type TCells } from './tCells';
