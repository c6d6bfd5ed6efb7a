import type { Provider } from './provider';

/**
 * Named so that asking for it says why it cannot be had. Node.js has no WebGPU of its own, and what packages bring found no
 * GPU where it was tried, so that no backend for it could be tested; GPUs are used through TensorFlow.
 */
export const webgpu: Provider = {
  name: 'webgpu',
  start() {
    const offered = 'gpu' in ((globalThis as { navigator?: object }).navigator ?? {});
    const why = offered ? 'This release has no backend for WebGPU.' : 'Node.js has no WebGPU (navigator.gpu).';
    return Promise.resolve(`${why} A GPU is used through TensorFlow (pip install "tensorflow[and-cuda]").`);
  },
  describe: () => ({ device: 'GPU', threads: 1, versions: {}, compiles: false, fallbacks: [] }),
};
