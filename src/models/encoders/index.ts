export { type OnnxEncoderOptions, readOnnxEncoder } from './onnxEncoder';
export type { PictureEncoder } from './pictureEncoder';
export { readVitMae, type VitMaeOptions } from './vitMae';
