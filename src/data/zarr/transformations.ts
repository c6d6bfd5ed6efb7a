import { TissuebookError } from '../../errors';
import { isRecord } from './nodes';

/** Where x and y go: x' = a x + b y + tx, y' = c x + d y + ty, as [a, b, tx, c, d, ty]. */
export type Affine = readonly [number, number, number, number, number, number];

export const IDENTITY: Affine = [1, 0, 0, 0, 1, 0];

/** Sequences within sequences (our choice): files have one. */
const MAX_DEPTH = 8;
/** Least determinant, against the squared size of what is multiplied, that can be inverted (ours). */
const LEAST_DETERMINANT = 1e-12;

/**
 * The transformation of an element to a coordinate system, as SpatialData writes it (the proposal of OME-NGFF for
 * transformations): identity, scale, translation, affine, and sequences of them, over named axes of which x and y count.
 *
 * @param where the element, for messages
 * @param listed the element's coordinateTransformations
 * @param axes names of the element's axes, where a transformation does not name them
 * @returns undefined when the element is not placed in the system
 * @throws TissuebookError 'unsupported-encoding' (another type, named), 'corrupt' (values that are no numbers, of the wrong
 *   size, or that cannot be turned back)
 */
export function transformationTo(
  where: string,
  listed: unknown,
  system: string,
  axes: readonly string[],
): Affine | undefined {
  const found = Array.isArray(listed) ? listed.find((one) => nameOf(one, 'output') === system) : undefined;
  if (found === undefined) return undefined;
  const affine = affineOf(where, found, axes, 0);
  invert(where, affine);
  return affine;
}

/** One transformation, or several that follow each other. */
export function affineOf(where: string, value: unknown, axes: readonly string[], depth: number): Affine {
  if (!isRecord(value) || depth > MAX_DEPTH) throw damaged(where, 'is none, or lies too deep', value);
  const type = value['type'];
  const input = axesOf(value, 'input') ?? axes;
  if (type === 'identity') return IDENTITY;
  if (type === 'sequence') return sequence(where, value['transformations'], input, depth);
  if (type === 'scale' || type === 'translation') {
    const numbers = numbersOf(where, value[type], input.length);
    const [x, y] = [numbers[input.indexOf('x')], numbers[input.indexOf('y')]];
    if (x === undefined || y === undefined) throw damaged(where, 'has no axes x and y', input);
    return type === 'scale' ? [x, 0, 0, 0, y, 0] : [1, 0, x, 0, 1, y];
  }
  if (type === 'affine') return planeOf(where, value['affine'], input, axesOf(value, 'output') ?? input);
  throw new TissuebookError(
    'unsupported-encoding',
    `${where}: transformations of type "${String(type)}" are not read.`,
    {
      argument: where,
      found: type,
      advice: 'identity, scale, translation, affine and sequences of them are. Write the element again, transformed.',
    },
  );
}

function sequence(where: string, listed: unknown, axes: readonly string[], depth: number): Affine {
  if (!Array.isArray(listed) || listed.length > 100) throw damaged(where, 'is no list of transformations', listed);
  let [whole, names] = [IDENTITY, axes];
  for (const one of listed) {
    whole = compose(whole, affineOf(where, one, names, depth + 1));
    names = axesOf(one, 'output') ?? names;
  }
  return whole;
}

/** The rows and columns of x and y of a matrix [output axes, input axes + 1], which may have a last row 0 ... 0 1. */
function planeOf(where: string, value: unknown, input: readonly string[], output: readonly string[]): Affine {
  if (!Array.isArray(value) || value.length < output.length || value.length > output.length + 1) {
    throw damaged(where, `is no matrix of ${output.length} x ${input.length + 1}`, value);
  }
  const rows = value.map((row) => numbersOf(where, row, input.length + 1));
  const [x, y] = [input.indexOf('x'), input.indexOf('y')];
  const chosen = [rows[output.indexOf('x')], rows[output.indexOf('y')]];
  if (x < 0 || y < 0 || !chosen[0] || !chosen[1]) throw damaged(where, 'has no axes x and y', input);
  const others = input.flatMap((name, i) => (name === 'x' || name === 'y' ? [] : [i]));
  if (others.some((i) => chosen.some((row) => row![i] !== 0))) {
    throw new TissuebookError('unsupported-encoding', `${where}: x and y depend on other axes, which is not read.`, {
      argument: where,
    });
  }
  const [[ax, ay, at], [bx, by, bt]] = chosen.map((row) => [row![x]!, row![y]!, row!.at(-1)!]) as [number[], number[]];
  return [ax!, ay!, at!, bx!, by!, bt!];
}

/** The second one after the first. */
export function compose(first: Affine, second: Affine): Affine {
  const [a, b, s, c, d, t] = first;
  const [p, q, u, r, w, v] = second;
  return [p * a + q * c, p * b + q * d, p * s + q * t + u, r * a + w * c, r * b + w * d, r * s + w * t + v];
}

/** The way back. @throws TissuebookError 'corrupt' when there is none */
export function invert(where: string, affine: Affine): Affine {
  const [a, b, s, c, d, t] = affine;
  const determinant = a * d - b * c;
  const size = a * a + b * b + c * c + d * d;
  if (!(Math.abs(determinant) > LEAST_DETERMINANT * size) || !affine.every(Number.isFinite)) {
    throw damaged(where, 'maps the plane to a line, a point or nowhere', affine);
  }
  const [p, q, r, w] = [d / determinant, -b / determinant, -c / determinant, a / determinant];
  return [p, q, -(p * s + q * t), r, w, -(r * s + w * t)];
}

/** Where a point goes. */
export function move([a, b, s, c, d, t]: Affine, x: number, y: number): [number, number] {
  return [a * x + b * y + s, c * x + d * y + t];
}

/** What lengths are multiplied by: the square root of what areas are. */
export function lengthFactor([a, b, , c, d]: Affine): number {
  return Math.sqrt(Math.abs(a * d - b * c));
}

function nameOf(value: unknown, end: 'input' | 'output'): unknown {
  const system = isRecord(value) ? value[end] : undefined;
  return isRecord(system) ? system['name'] : system;
}

/** The names of the axes of one end; undefined where they are not said. */
function axesOf(value: unknown, end: 'input' | 'output'): string[] | undefined {
  const system = isRecord(value) ? value[end] : undefined;
  const axes = isRecord(system) ? system['axes'] : undefined;
  return Array.isArray(axes) ? axes.map((axis) => String(isRecord(axis) ? axis['name'] : axis)) : undefined;
}

function numbersOf(where: string, value: unknown, length: number): number[] {
  const numbers = Array.isArray(value) ? value : [];
  if (numbers.length === length && numbers.every(Number.isFinite)) return numbers as number[];
  throw damaged(where, `is no list of ${length} numbers`, value);
}

function damaged(where: string, what: string, found: unknown): TissuebookError {
  return new TissuebookError('corrupt', `${where}: a transformation ${what}.`, { argument: where, found });
}
