import { ELEMENTARY } from './wasm/elementaryBytes';
import { webAssembly } from './wasm/webAssembly';

/** A function of one number. */
type OfOne = (x: number) => number;
type OfTwo = (x: number, y: number) => number;

interface ExactMath {
  readonly exp: OfOne;
  readonly expm1: OfOne;
  readonly log: OfOne;
  readonly log1p: OfOne;
  readonly log2: OfOne;
  readonly log10: OfOne;
  readonly sin: OfOne;
  readonly cos: OfOne;
  readonly asinh: OfOne;
  readonly atan2: OfTwo;
  readonly pow: OfTwo;
}

/**
 * Elementary functions with the same bits on every processor, system and version of Node. JavaScript leaves the last bits of Math.exp and its like
 * to the engine, which leaves some to the compiler and the processor; WebAssembly leaves nothing open but the bits of NaN. Errors are below one unit
 * in the last place. Math.sqrt, abs, floor, hypot of V8 and `** 2` are exact to the letter already.
 *
 * @example
 * exactMath.exp(1) // 2.718281828459045, anywhere
 */
export const exactMath: ExactMath = new webAssembly.Instance(
  new webAssembly.Module(Buffer.from(ELEMENTARY, 'base64')),
  {},
).exports as ExactMath;

/** The third power, by two products. */
export const cube = (x: number): number => x * x * x;
