export { addProducts, innerProducts } from './dense';
export { gramRow, symmetricTimes } from './gram';
export { nearestOfGroup } from './nearest';
export { orthogonalize } from './orthogonalize';
