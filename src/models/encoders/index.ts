export { type OnnxEncoderOptions, readOnnxEncoder } from './onnxEncoder';
export type { PictureEncoder } from './pictureEncoder';
