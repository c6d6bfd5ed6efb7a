/** Adds an elementwise node on float32 tensors; an operand is a node's id or a number. */
export type Elementwise = (op: string, ...operands: (number | Scalar)[]) => number;

/** A constant among the operands. */
export interface Scalar {
  scalar: number;
}

/** From here up the asymptotic series are good to float32; a smaller x is moved up by as much, by the recurrences. */
const SHIFT = 3;

/**
 * Log-gamma and its derivatives for x > 0 by few elementary operations. XLA's own are sums of many divisions that it
 * does not fuse into one loop: for each of them it fills a tensor as large as x. With z = x, or x + 3 where x < 3:
 *
 * - log Gamma(x) = (z - 1/2) log z - z + log(2 pi) / 2 + S(z) - log(x (x + 1) (x + 2)), S by Abramowitz and Stegun 6.1.41;
 * - its derivatives by 6.3.18 and 6.4.12, and the recurrences 6.3.5 and 6.4.6.
 */
export const GAMMA_NODES: Readonly<Record<string, (node: Elementwise, inputs: readonly number[]) => number>> = {
  Lgamma: (node, [x]) => {
    const { small, z, inverse, square } = shifted(node, x);
    const product = node('Mul', node('Mul', x, node('AddV2', x, scalar(1))), node('AddV2', x, scalar(2)));
    const taken = node('Log', node('SelectV2', small, product, node('OnesLike', x)));
    const series = node('Mul', inverse, polynomial(node, square, [1 / 12, -1 / 360, 1 / 1260, -1 / 1680]));
    const powers = node('Sub', node('Mul', node('Sub', z, scalar(0.5)), node('Log', z)), z);
    const sum = node('AddV2', node('AddV2', powers, scalar(0.5 * Math.log(2 * Math.PI))), series);
    return node('Sub', sum, taken);
  },
  Digamma: (node, [x]) => {
    const { small, z, inverse, square } = shifted(node, x);
    const next = node('AddV2', x, scalar(1));
    const last = node('AddV2', x, scalar(2));
    const first = node('AddV2', node('Reciprocal', x), node('Reciprocal', next));
    const steps = node('AddV2', first, node('Reciprocal', last));
    const taken = node('SelectV2', small, steps, node('ZerosLike', x));
    const series = node('Mul', square, polynomial(node, square, [1 / 12, -1 / 120, 1 / 252, -1 / 240]));
    const main = node('Sub', node('Log', z), node('Mul', inverse, scalar(0.5)));
    return node('Sub', node('Sub', main, series), taken);
  },
  /** Only of the first order, trigamma: the order is the first input. */
  Polygamma: (node, [, x]) => {
    const { small, inverse, square } = shifted(node, x);
    const squares = [0, 1, 2].map((step) => node('Reciprocal', node('Square', node('AddV2', x, scalar(step)))));
    const steps = node('AddV2', node('AddV2', squares[0], squares[1]), squares[2]);
    const given = node('SelectV2', small, steps, node('ZerosLike', x));
    const odd = polynomial(node, square, [1, 1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66]);
    const main = node('AddV2', node('Mul', inverse, odd), node('Mul', square, scalar(0.5)));
    return node('AddV2', main, given);
  },
};

function shifted(node: Elementwise, x: number) {
  const small = node('Less', x, scalar(SHIFT));
  const z = node('SelectV2', small, node('AddV2', x, scalar(SHIFT)), x);
  const inverse = node('Reciprocal', z);
  return { small, z, inverse, square: node('Square', inverse) };
}

/** The sum of coefficients[i] * x^i. */
function polynomial(node: Elementwise, x: number, coefficients: readonly number[]): number | Scalar {
  return coefficients.reduceRight<number | Scalar>(
    (sum, coefficient) =>
      sum === ZERO ? scalar(coefficient) : node('AddV2', node('Mul', x, sum), scalar(coefficient)),
    ZERO,
  );
}

const ZERO: Scalar = { scalar: 0 };

function scalar(value: number): Scalar {
  return { scalar: value };
}
