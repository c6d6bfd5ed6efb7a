import { createRequire } from 'node:module';
import { join } from 'node:path';
import { coreShare } from '../../cores';
import { TissuebookError } from '../../errors';

/** The versions that were tried. */
const ONNX_PACKAGE = 'onnxruntime-web@1.30.0';
const ONNX_NATIVE_PACKAGE = 'onnxruntime-node@1.30.0';

/** What is used of the package. */
export interface OnnxRuntime {
  readonly env: { logLevel?: string; readonly wasm: { numThreads?: number } };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => OnnxTensor;
  readonly InferenceSession: { create(bytes: Uint8Array, options?: object): Promise<OnnxSession> };
}

export interface OnnxTensor {
  readonly dims: readonly number[];
  readonly data: ArrayLike<number>;
}

/** An input or output as the file describes it; texts stand for sizes that are not fixed. */
export interface OnnxValue {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string;
  readonly shape?: readonly (number | string)[];
}

export interface OnnxSession {
  readonly inputMetadata: readonly OnnxValue[];
  readonly outputMetadata: readonly OnnxValue[];
  run(feeds: Record<string, OnnxTensor>): Promise<Record<string, OnnxTensor>>;
  release(): Promise<void>;
}

/** Where a file is run: in WebAssembly, or by the machine's own code. */
export type OnnxKind = 'wasm' | 'native';

/** More threads did no good to WebAssembly (ours). */
const MOST_THREADS = 4;

const PACKAGES: Readonly<Record<OnnxKind, { name: string; size: string }>> = {
  wasm: { name: ONNX_PACKAGE, size: '140 MB, WebAssembly only' },
  native: { name: ONNX_NATIVE_PACKAGE, size: '290 MB, native code' },
};

/**
 * The runtime of ONNX files. It is large and not part of the installation: it is looked for beside the library, in the folder of the
 * notebook, and in TISSUEBOOK_ONNX.
 *
 * @returns the package, and what a session is to be made with
 * @throws TissuebookError 'provider-unavailable', with the command that brings it
 */
export function onnxRuntime(kind: OnnxKind): { runtime: OnnxRuntime; options: object } {
  const named = process.env['TISSUEBOOK_ONNX'];
  const places = [...(named ? [named] : []), __dirname, process.cwd()];
  const { name, size } = PACKAGES[kind];
  for (const place of places) {
    try {
      const runtime = createRequire(join(place, 'none.js'))(name.split('@')[0]!) as OnnxRuntime;
      runtime.env.logLevel = 'fatal';
      if (kind === 'native') return { runtime, options: { executionProviders: ['cpu'] } };
      runtime.env.wasm.numThreads = Math.min(MOST_THREADS, coreShare());
      return { runtime, options: { executionProviders: ['wasm'] } };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw cause;
    }
  }
  throw new TissuebookError('provider-unavailable', 'readOnnxEncoder: the runtime of ONNX files is not there.', {
    argument: 'runtime',
    found: places,
    advice: `Bring it into the folder of the notebook: npm install --ignore-scripts ${name} (MIT, ${size}).`,
  });
}
