export { type OnnxEncoderOptions, readOnnxEncoder } from './onnxEncoder';
export type { PictureEncoder } from './pictureEncoder';
export { randomConvolutions, type RandomConvolutionsOptions } from './randomConvolutions';
export { readVitMae, type VitMaeOptions } from './vitMae';
