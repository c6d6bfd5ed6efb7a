export type { BrushedPlace } from './brushedPlace';
export { cellsUnderBrush } from './cellsUnderBrush';
