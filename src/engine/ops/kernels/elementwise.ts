import { tf } from '../../tf';
import { digammaOf, logGammaOf, trigammaOf } from './gammaFunctions';
import type { HostKernel, OwnKernel } from './kernel';

/** Kernel names of the functions below, one input 'x' each. */
export const LOG_GAMMA = 'Lgamma';
export const DIGAMMA = 'Digamma';
export const TRIGAMMA = 'Trigamma';

export const elementwise: OwnKernel<object>[] = [
  byElement(LOG_GAMMA, logGammaOf, (backend, inputs) => backend.executeSingleOutput('Lgamma', [], inputs)),
  byElement(DIGAMMA, digammaOf, (backend, inputs) => backend.executeSingleOutput('Digamma', [], inputs)),
  byElement(TRIGAMMA, trigammaOf, (backend, [x]) =>
    backend.executeSingleOutput('Polygamma', [], [tf.onesLike(x as tf.Tensor), x]),
  ),
];

function byElement(
  name: string,
  f: (x: number) => number,
  tensorflow: NonNullable<OwnKernel<object>['tensorflow']>,
): OwnKernel<object> {
  const host: HostKernel<object> = {
    shape: ([shape]) => shape,
    fill: (out, [{ values }]) => values.forEach((value, i) => (out[i] = f(value))),
  };
  return { name, inputs: ['x'], host, tensorflow };
}
