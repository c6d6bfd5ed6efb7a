import { exactMath } from '../../exactMath';

/** Two floats of 2 bytes (IEEE 754 binary16) are exact in float32: 1 bit of sign, 5 of exponent, 10 of fraction. */
export function fromHalf(bits: Uint16Array): Float32Array {
  const out = new Float32Array(bits.length);
  for (let i = 0; i < out.length; i++) {
    const [exponent, fraction] = [(bits[i]! >> 10) & 31, bits[i]! & 1023];
    const size =
      exponent === 0
        ? fraction * 2 ** -24
        : exponent === 31
          ? fraction
            ? NaN
            : Infinity
          : (1 + fraction / 1024) * 2 ** (exponent - 15);
    out[i] = bits[i]! & 0x8000 ? -size : size;
  }
  return out;
}

/** The floats of 2 bytes that are these numbers; undefined when one of them is none. */
export function toHalf(values: ArrayLike<number>): Uint16Array | undefined {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < out.length; i++) {
    const value = values[i]!;
    const size = Math.abs(value);
    const exponent = Math.max(-14, Math.floor(exactMath.log2(size)));
    const scaled = size === 0 ? 0 : size / 2 ** (exponent - 10);
    const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
    if (Number.isNaN(value)) out[i] = 0x7e00;
    else if (size === Infinity) out[i] = sign | 0x7c00;
    else if (!Number.isInteger(scaled) || size > 65504) return undefined;
    else out[i] = sign | (scaled < 1024 ? scaled : ((exponent + 15) << 10) | (scaled - 1024));
  }
  return out;
}
