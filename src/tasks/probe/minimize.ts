/** What a function says at one place. */
export interface Point {
  readonly loss: number;
  readonly gradient: Float64Array;
}

/** Steps that are remembered to guess the curvature. */
const MEMORY = 10;
/** A step must lower the loss by this share of what the slope promises (Armijo), or it is halved. */
const SUFFICIENT = 1e-4;
const HALVINGS = 30;

/**
 * The place of the least value of a smooth convex function, by L-BFGS (Liu and Nocedal 1989) with step halving.
 *
 * @param tolerance ends when no slope is larger
 */
export function minimize(
  f: (place: Float64Array) => Point,
  start: Float64Array,
  { iterations, tolerance }: { iterations: number; tolerance: number },
): Float64Array {
  let place = start;
  let here = f(place);
  const moves: { step: Float64Array; change: Float64Array; curvature: number }[] = [];
  for (let t = 0; t < iterations && steepest(here.gradient) > tolerance; t++) {
    const direction = downhill(here.gradient, moves);
    const slope = dot(direction, here.gradient);
    // Before anything is known of the curvature, a step of length 1 at most.
    let size = moves.length > 0 ? 1 : Math.min(1, 1 / Math.sqrt(-slope));
    let next = along(place, direction, size);
    let there = f(next);
    for (let h = 0; h < HALVINGS && there.loss > here.loss + SUFFICIENT * size * slope; h++) {
      size /= 2;
      next = along(place, direction, size);
      there = f(next);
    }
    if (there.loss >= here.loss) break;
    const step = next.map((value, at) => value - place[at]!);
    const change = there.gradient.map((value, at) => value - here.gradient[at]!);
    const curvature = dot(step, change);
    if (curvature > 1e-12) moves.push({ step, change, curvature });
    if (moves.length > MEMORY) moves.shift();
    [place, here] = [next, there];
  }
  return place;
}

/** Minus the gradient times the inverse curvature that the remembered steps suggest (the two-loop recursion). */
function downhill(
  gradient: Float64Array,
  moves: readonly { step: Float64Array; change: Float64Array; curvature: number }[],
): Float64Array {
  let direction: Float64Array = gradient.map((value) => -value);
  const shares: number[] = [];
  for (const { step, change, curvature } of [...moves].reverse()) {
    const share = dot(step, direction) / curvature;
    shares.push(share);
    direction = along(direction, change, -share);
  }
  const last = moves.at(-1);
  if (last) {
    const scale = last.curvature / dot(last.change, last.change);
    direction = direction.map((value) => value * scale);
  }
  for (const { step, change, curvature } of moves) {
    direction = along(direction, step, shares.pop()! - dot(change, direction) / curvature);
  }
  return direction;
}

function steepest(gradient: Float64Array): number {
  let most = 0;
  for (const slope of gradient) most = Math.max(most, Math.abs(slope));
  return most;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}

const along = (place: Float64Array, direction: Float64Array, size: number): Float64Array =>
  place.map((value, at) => value + size * direction[at]!);
