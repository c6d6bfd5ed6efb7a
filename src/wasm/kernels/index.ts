export { assignRows } from './assign';
export { addProducts, innerProducts } from './dense';
export { gramRow, symmetricTimes } from './gram';
export { nearestOfAll, nearestOfGroup, nearestOfNearGroups } from './nearest';
export { orthogonalize } from './orthogonalize';
export { divideRows, log1pValues, rowTotals } from './values';
