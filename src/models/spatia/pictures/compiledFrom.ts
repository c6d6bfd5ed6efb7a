/**
 * Steps of a stage from which it is compiled: a network of convolutions takes as long to compile as about 200 of its steps take as they are,
 * and a compiled step saves a third to a half (measured on two cores, crops of 16 and 32 pixels).
 */
export const COMPILED_FROM = 200;
