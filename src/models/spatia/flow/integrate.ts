import { tf } from '../../../engine';

/** How a step of an ordinary differential equation is taken. 'heun' and 'midpoint' ask for the slope twice. */
export type OdeMethod = 'euler' | 'heun' | 'midpoint';

/**
 * The path of dx/dt = slope(x, t) from t = 0 to 1 in equal steps: `steps` + 1 tensors, the start first.
 *
 * @param slope of x at a time
 *
 * @example
 * const path = integrate((x, t) => velocity(p, config, x, tf.fill([n], t), perturbation, control), start, 20, 'heun');
 */
export function integrate(
  slope: (x: tf.Tensor2D, time: number) => tf.Tensor2D,
  start: tf.Tensor2D,
  steps: number,
  method: OdeMethod,
): tf.Tensor2D[] {
  const h = 1 / steps;
  const path = [start];
  const along = (x: tf.Tensor2D, direction: tf.Tensor2D, length: number): tf.Tensor2D =>
    tf.add(x, tf.mul(direction, length));
  for (let n = 0; n < steps; n++) {
    const [x, time] = [path[n], n * h];
    // What a slope takes on its way is let go before the next one.
    const slopeAt = (at: tf.Tensor2D, when: number): tf.Tensor2D => tf.tidy(() => slope(at, when));
    const step = (): tf.Tensor2D => {
      const first = slopeAt(x, time);
      const direction: tf.Tensor2D = {
        euler: () => first,
        midpoint: () => slopeAt(along(x, first, h / 2), time + h / 2),
        heun: (): tf.Tensor2D => tf.mul(tf.add(first, slopeAt(along(x, first, h), time + h)), 0.5),
      }[method]();
      return along(x, direction, h);
    };
    path.push(tf.tidy(step));
  }
  return path;
}
