export {
  BRUSH_MIME,
  BRUSH_TARGET,
  type BrushAnswer,
  type BrushedPlace,
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
export { cellsUnderBrush } from './cellsUnderBrush';
export { checkBrush, checkBrushAnswer } from './check';
export { brushCode, type BrushNames } from './code';
