import type { Provider } from './providers';

/** TensorFlow.js on WebGPU: where the process offers navigator.gpu and the backend is installed. */
export const webgpu: Provider = {
  name: 'webgpu',
  start() {
    return Promise.resolve('This Node.js offers no WebGPU (navigator.gpu).');
  },
  describe: () => ({ device: 'GPU', threads: 1, versions: {}, compiles: false }),
};
