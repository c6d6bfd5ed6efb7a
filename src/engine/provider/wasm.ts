import { dirname, join } from 'node:path';
import { registerOwnKernels } from '../ops/kernels';
import { tf } from '../tf';
import type { Provider } from './provider';

/** TensorFlow.js in WebAssembly with SIMD, on one thread: its threads do not work in Node. */
export const wasm: Provider = {
  name: 'wasm',
  async start() {
    const backend = await import('@tensorflow/tfjs-backend-wasm');
    const folder = join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist');
    backend.setWasmPaths(`${folder}/`);
    registerOwnKernels('wasm');
    try {
      if (await tf.setBackend('wasm')) return undefined;
    } catch (error) {
      return `WebAssembly failed to start: ${error instanceof Error ? error.message : String(error)}.`;
    }
    return 'TensorFlow.js could not start its wasm backend.';
  },
  describe: () => ({
    device: 'CPU',
    threads: 1,
    versions: { 'tfjs-backend-wasm': tf.version_core },
    compiles: false,
    fallbacks: [],
  }),
};
