import { type Binding, threadCount } from './binding';
import { type FoundBlas, loadBlasLibraries, withoutBlas } from './blas';
import { isChecked } from './checkedVersions';

/** What compiled steps may call in the binding. */
export interface OwnCalls {
  edgeSums: boolean;
  blas: FoundBlas;
  /** What runs in a plainer form, and why, as sentences. */
  fallbacks: string[];
}

type Calling = Pick<Binding, 'TF_Version' | 'isUsingGpuDevice' | 'registerEdgeSum' | 'registerProducts' | 'loadBlas'>;

/**
 * Registers what compiled steps call in the binding, where TensorFlow allows it.
 *
 * @param sitePackages the folder of Python's packages, where libraries for products are looked for
 */
export function registerOwnCalls(binding: Calling, sitePackages: string): OwnCalls {
  const problem = whyNot(binding);
  if (problem) {
    const blas = withoutBlas(problem);
    return {
      edgeSums: false,
      blas,
      fallbacks: [`Sums along edges are gathers and scatters: ${problem}.`, ...blas.problems],
    };
  }
  const products = binding.registerProducts?.(threadCount());
  const blas = products
    ? loadBlasLibraries(binding, sitePackages)
    : withoutBlas('the binding was built by an older version (npm start builds it anew)');
  return { edgeSums: true, blas, fallbacks: [...blas.problems] };
}

function whyNot(binding: Calling): string | undefined {
  if (binding.isUsingGpuDevice()) return 'calls into native code are for the CPU';
  if (!isChecked(binding.TF_Version, 'native calls')) {
    return `calls into native code were not tried with TensorFlow ${binding.TF_Version}`;
  }
  return binding.registerEdgeSum(threadCount())
    ? undefined
    : 'this TensorFlow does not let calls into native code be registered';
}
