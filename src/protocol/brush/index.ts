export {
  BRUSH_MIME,
  BRUSH_TARGET,
  type BrushAnswer,
  type BrushMessage,
  type BrushPayload,
  type BrushQuestion,
  type BrushReadout,
  type BrushRow,
  type BrushTableQuestion,
  MAX_DOSE,
  MAX_PATH,
  MAX_PUT_IN,
  MAX_STROKES,
  type Stroke,
} from './brush';
export type { BrushedPlace } from './brushedPlace';
export { cellsUnderBrush } from './cellsUnderBrush';
export { checkBrush, checkBrushAnswer } from './check';
export { brushCode, type BrushNames } from './code';
