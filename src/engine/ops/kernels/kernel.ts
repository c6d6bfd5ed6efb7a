import type { Binding, OpAttribute } from '../../provider/tensorflow/binding';
import { tf } from '../../tf';

type Values = Float32Array | Int32Array | Uint8Array;

/** A kernel's input as the plain arrays that the cpu and wasm providers work on. To be read only: it may be the tensor itself. */
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
  /** For cpu and wasm. Left out where their own kernel is good. */
  host?: HostKernel<Attributes>;
  /** For the TensorFlow provider. Left out where its own kernel is good. */
  tensorflow?(backend: TensorflowBackend, inputs: tf.TensorInfo[], attributes: Attributes): tf.TensorInfo;
}

/** A kernel as plain loops over row-major arrays. */
export interface HostKernel<Attributes extends object> {
  /** Of the result, from the shapes of the inputs. */
  shape(shapes: readonly number[][], attributes: Attributes): number[];
  /** Fills `out`, whose values are arbitrary before. */
  fill(out: Float32Array, inputs: readonly HostInput[], attributes: Attributes): void;
}

interface CpuBackend extends tf.KernelBackend {
  readSync(data: tf.DataId): Values;
  write(values: Values, shape: number[], dtype: tf.DataType): tf.DataId;
}

/** The wasm backend gives views of its heap; they hold until something is allocated. */
interface WasmBackend extends tf.KernelBackend {
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  typedArrayFromHeap(tensor: tf.TensorInfo): Values;
}

/** Registers kernels for one provider, in place of the provider's own. */
export function registerKernels(kernels: readonly OwnKernel<never>[], provider: string): void {
  for (const kernel of kernels as readonly OwnKernel<object>[]) {
    const kernelFunc = provider === 'tensorflow' ? tensorflowKernel(kernel) : hostKernel(kernel, provider);
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

function hostKernel(kernel: OwnKernel<object>, provider: string): tf.KernelFunc | undefined {
  const { host } = kernel;
  if (!host) return undefined;
  const run = provider === 'wasm' ? runOnHeap : runOnArrays;
  return ({ inputs, attrs, backend }) => run(host, inOrder(kernel, inputs), attrs as object, backend);
}

function runOnArrays(host: HostKernel<object>, inputs: tf.TensorInfo[], attributes: object, backend: unknown) {
  const cpu = backend as CpuBackend;
  const arrays = inputs.map(({ shape, dataId }) => ({ shape, values: cpu.readSync(dataId) }));
  const shape = host.shape(
    inputs.map((input) => input.shape),
    attributes,
  );
  const values = new Float32Array(sizeOf(shape));
  host.fill(values, arrays, attributes);
  return { shape, dtype: 'float32' as const, dataId: cpu.write(values, shape, 'float32') };
}

/** Without a copy: inputs and output are where the backend keeps them. */
function runOnHeap(host: HostKernel<object>, inputs: tf.TensorInfo[], attributes: object, backend: unknown) {
  const wasm = backend as WasmBackend;
  const shape = host.shape(
    inputs.map((input) => input.shape),
    attributes,
  );
  const out = wasm.makeOutput(shape, 'float32');
  try {
    const arrays = inputs.map((input) => ({ shape: input.shape, values: wasm.typedArrayFromHeap(input) }));
    host.fill(wasm.typedArrayFromHeap(out) as Float32Array, arrays, attributes);
  } catch (error) {
    wasm.disposeData(out.dataId);
    throw error;
  }
  return out;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function inOrder({ inputs }: { inputs: readonly string[] }, given: tf.NamedTensorInfoMap): tf.TensorInfo[] {
  return inputs.map((name) => given[name]!);
}
