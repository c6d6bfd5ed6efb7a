import { registerOwnKernels } from '../ops/kernels';
import { tf } from '../tf';
import type { Provider } from './provider';

/** TensorFlow.js in plain JavaScript: complete, exact, and hundreds of times slower than the others. */
export const cpu: Provider = {
  name: 'cpu',
  async start() {
    await import('@tensorflow/tfjs-backend-cpu');
    registerOwnKernels('cpu');
    if (!(await tf.setBackend('cpu'))) return 'TensorFlow.js could not start its cpu backend.';
    // Keeps its first use from printing an advertisement for other packages.
    (tf.backend() as { firstUse?: boolean }).firstUse = false;
    return undefined;
  },
  describe: () => ({
    device: 'CPU',
    threads: 1,
    versions: { 'tfjs-backend-cpu': tf.version_core },
    compiles: false,
    fallbacks: [],
  }),
};
