import type { Binding, OpAttribute } from '../../provider/tensorflow/binding';
import { tf } from '../../tf';

type Values = Float32Array | Int32Array | Uint8Array;

/** A kernel's input as the plain arrays that the cpu and wasm providers work on. */
export interface HostInput {
  shape: number[];
  values: Values;
}

/** What the TensorFlow provider's backend offers to a kernel: one TensorFlow op. It infers the attributes for types. */
export interface TensorflowBackend {
  executeSingleOutput(op: string, attributes: OpAttribute[], inputs: tf.TensorInfo[]): tf.TensorInfo;
  readonly binding: Binding;
}

/** A kernel that TensorFlow.js lacks, or has in a form that is too slow, on one or more providers. */
export interface OwnKernel<Attributes extends object> {
  /** Under which tf.engine().runKernel() finds it. */
  name: string;
  /** Names of the inputs, in the order in which the functions below get them. */
  inputs: readonly string[];
  /** For cpu and wasm: plain loops over row-major arrays. Left out where their own kernel is good. */
  host?(inputs: HostInput[], attributes: Attributes): { shape: number[]; values: Float32Array };
  /** For the TensorFlow provider. Left out where its own kernel is good. */
  tensorflow?(backend: TensorflowBackend, inputs: tf.TensorInfo[], attributes: Attributes): tf.TensorInfo;
}

interface HostBackend extends tf.KernelBackend {
  readSync(data: tf.DataId): Values;
  write(values: Values, shape: number[], dtype: tf.DataType): tf.DataId;
}

/** Registers kernels for one provider, in place of the provider's own. */
export function registerKernels(kernels: readonly OwnKernel<never>[], provider: string): void {
  for (const kernel of kernels as readonly OwnKernel<object>[]) {
    const kernelFunc = provider === 'tensorflow' ? tensorflowKernel(kernel) : hostKernel(kernel);
    if (!kernelFunc) continue;
    if (tf.getKernel(kernel.name, provider)) tf.unregisterKernel(kernel.name, provider);
    tf.registerKernel({ kernelName: kernel.name, backendName: provider, kernelFunc });
  }
}

/** Runs a kernel by name. It has no gradient of its own: call it inside tf.customGrad. */
export function runKernel(name: string, inputs: Record<string, tf.Tensor>, attributes: object = {}): tf.Tensor {
  return tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attributes as tf.NamedAttrMap);
}

function tensorflowKernel(kernel: OwnKernel<object>): tf.KernelFunc | undefined {
  if (!kernel.tensorflow) return undefined;
  return ({ inputs, attrs, backend }) =>
    kernel.tensorflow!(backend as unknown as TensorflowBackend, inOrder(kernel, inputs), attrs as object);
}

function hostKernel(kernel: OwnKernel<object>): tf.KernelFunc | undefined {
  if (!kernel.host) return undefined;
  return ({ inputs, attrs, backend }) => {
    const host = backend as HostBackend;
    const arrays = inOrder(kernel, inputs).map(({ shape, dataId }) => ({ shape, values: host.readSync(dataId) }));
    const { shape, values } = kernel.host!(arrays, attrs as object);
    return { shape, dtype: 'float32', dataId: host.write(values, shape, 'float32') };
  };
}

function inOrder({ inputs }: { inputs: readonly string[] }, given: tf.NamedTensorInfoMap): tf.TensorInfo[] {
  return inputs.map((name) => given[name]!);
}
