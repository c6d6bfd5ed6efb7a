import { createRequire } from 'node:module';
import { registerOwnKernels } from '../../ops/kernels';
import { keepSteps, whyStepsAreNotKept } from '../../keptSteps';
import { tf } from '../../tf';
import { withoutUnusedParts } from '../../wholePackage';
import type { Provider } from '../provider';
import { type Binding, loadBinding, threadCount } from './binding';
import { locate } from './locate';
import { type OwnCalls, registerOwnCalls } from './ownCalls';

let running: Binding | undefined;
let calls: OwnCalls | undefined;

/** TensorFlow's C library out of the user's Python: the fast one, on CPU or GPU. */
export const tensorflow: Provider = {
  name: 'tensorflow',
  async start() {
    const located = locate();
    if (typeof located === 'string') return located;
    try {
      running = loadBinding(located);
      const { NodeJSKernelBackend } = loadBackend();
      const binding = running;
      tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node-gpu'));
    } catch (error) {
      return `TensorFlow could not be loaded: ${error instanceof Error ? error.message : String(error)}.`;
    }
    calls = registerOwnCalls(running, located.sitePackages);
    registerOwnKernels('tensorflow', calls.edgeSums);
    keepSteps(
      {
        tensorflow: running.TF_Version,
        binding: located.binding,
        threads: threadCount(),
        libraries: calls.blas.libraries.map(({ name, description }) => `${name} ${description}`),
      },
      running,
    );
    return (await tf.setBackend('tensorflow')) ? undefined : 'TensorFlow.js could not start on TensorFlow.';
  },
  describe() {
    return {
      device: running!.isUsingGpuDevice() ? 'GPU' : 'CPU',
      threads: threadCount(),
      versions: {
        tensorflow: running!.TF_Version,
        'tfjs-node': tf.version_core,
        ...Object.fromEntries(calls!.blas.libraries.map(({ name, description }) => [name, description])),
      },
      compiles: true,
      fallbacks: [...calls!.fallbacks, ...[whyStepsAreNotKept() ?? []].flat()],
    };
  },
};

interface BackendModule {
  NodeJSKernelBackend: new (binding: Binding, packageName: string) => tf.KernelBackend;
}

/** The package's own entry point looks for a prebuilt addon, which does not exist for current systems; its parts do not. */
function loadBackend(): BackendModule {
  keepOldUtilities();
  return withoutUnusedParts((require) => {
    const module = require('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js') as BackendModule;
    require('@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js');
    return module;
  });
}

/** The package calls helpers of node:util that Node 24 no longer has, and that warn on Node 22. */
function keepOldUtilities(): void {
  const utilities = createRequire(__filename)('node:util') as Record<string, unknown>;
  utilities['isNullOrUndefined'] = (value: unknown): boolean => value === null || value === undefined;
  utilities['isArray'] = Array.isArray;
}
