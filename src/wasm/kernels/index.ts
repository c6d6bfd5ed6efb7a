export { assignRows } from './assign';
export { blockSums } from './blockSums';
export { addProducts, innerProducts } from './dense';
export { gramPanel, projectRows, symmetricTimes } from './gram';
export { addMoments } from './moments';
export { nearestOfAll, nearestOfGroup, nearestOfNearGroups } from './nearest';
export { orthogonalize } from './orthogonalize';
export { rotateRows } from './rotate';
export { divideRows, log1pRows, log1pValues, normalizeRows, rowTotals } from './values';
