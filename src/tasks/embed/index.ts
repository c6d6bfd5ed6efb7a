export { embed, type EmbedOptions } from './embed';
export { encodeImages, type EncodeImagesOptions } from './encodeImages';
