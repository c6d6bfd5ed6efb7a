/** Element types of an encoded array, by numpy's names. */
export type Dtype = 'float32' | 'float64' | 'int32' | 'uint32' | 'int16' | 'uint16' | 'int8' | 'uint8';

/** Numbers as base64 of their little-endian bytes, row-major in `shape` (one or two axes). */
export interface EncodedArray {
  dtype: Dtype;
  bdata: string;
  shape: number[];
}
