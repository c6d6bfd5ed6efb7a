import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { TissuebookError } from '../../errors';

/** The version that was tried. */
export const ONNX_PACKAGE = 'onnxruntime-web@1.30.0';

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

/** More threads did no good to WebAssembly (ours). */
const MOST_THREADS = 4;

/**
 * The runtime of ONNX files in WebAssembly. It takes 130 MB and is not part of the installation: it is looked for beside the library, in
 * the folder of the notebook, and in TISSUEBOOK_ONNX.
 *
 * @throws TissuebookError 'provider-unavailable', with the command that brings it
 */
export function onnxRuntime(): OnnxRuntime {
  const named = process.env['TISSUEBOOK_ONNX'];
  const places = [...(named ? [named] : []), __dirname, process.cwd()];
  for (const place of places) {
    try {
      const runtime = createRequire(join(place, 'none.js'))('onnxruntime-web') as OnnxRuntime;
      runtime.env.logLevel = 'fatal';
      runtime.env.wasm.numThreads = Math.min(MOST_THREADS, availableParallelism());
      return runtime;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw cause;
    }
  }
  throw new TissuebookError('provider-unavailable', 'readOnnxEncoder: the runtime of ONNX files is not there.', {
    argument: 'path',
    found: places,
    advice: `Bring it into the folder of the notebook: npm install --ignore-scripts ${ONNX_PACKAGE} (MIT, 130 MB, WebAssembly only).`,
  });
}
