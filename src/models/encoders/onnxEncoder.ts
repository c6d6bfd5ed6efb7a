import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { TissuebookError } from '../../errors';
import { checkOptions, integer, listOf, number, oneOf } from '../../options';
import { onnxRuntime, type OnnxSession, type OnnxValue } from './onnxRuntime';
import type { PictureEncoder } from './pictureEncoder';

export interface OnnxEncoderOptions {
  /** Pixels along each side, where the file does not fix them. 224 (ours). */
  side?: number;
  /** What is taken off each channel, from 0 to 1. [0.485, 0.456, 0.406], those of ImageNet, as UNI and most others. */
  mean?: readonly number[];
  /** What each channel is divided by. [0.229, 0.224, 0.225], those of ImageNet. */
  deviation?: readonly number[];
  /** Which of several tokens is the vector: the 'first' (class token) or their 'mean'. Needed where the file gives several. */
  pool?: 'first' | 'mean';
  /**
   * Where the file is run: in WebAssembly ('wasm'), which keeps a hostile file in its box, or by native code ('native'), about seven times
   * as fast, for files that you trust. 'wasm'.
   */
  runtime?: 'wasm' | 'native';
}

/** Larger files are not read: a file of ONNX itself ends at 2 GiB. */
const FILE_LIMIT = 2 ** 31;
const IMAGENET = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] };

/**
 * An encoder of pictures from an ONNX file of yours, run by onnxruntime-web in WebAssembly, or by onnxruntime-node: one input of pictures [n, 3, side, side] or
 * [n, side, side, 3] in float32, and vectors [n, width] as its first output, or tokens [n, tokens, width].
 *
 *     const encoder = await readOnnxEncoder('uni.onnx');
 *     const encoded = await encodeImages({ cells: adata, image }, encoder, { key: 'X_uni', width: 100, unit: 'micrometers' });
 *     const model = zoo.create('stalign', { nicheImage: 'X_uni' });
 *
 * @throws TissuebookError 'file-not-found', 'too-large', 'corrupt' (no ONNX model, or one with parts that the runtime does not have),
 *   'shape-mismatch' (other inputs or outputs), 'provider-unavailable' (the runtime is not there)
 */
export async function readOnnxEncoder(path: string, options: OnnxEncoderOptions = {}): Promise<PictureEncoder> {
  checkOptions('readOnnxEncoder', options, {
    side: integer(1, 4096),
    mean: listOf(number()),
    deviation: listOf(number(Number.MIN_VALUE)),
    pool: oneOf('first', 'mean'),
    runtime: oneOf('wasm', 'native'),
  });
  const bytes = await bytesOf(path);
  const { runtime, options: where } = onnxRuntime(options.runtime ?? 'wasm');
  const session = await runtime.InferenceSession.create(bytes, where).catch((cause: Error) => {
    throw new TissuebookError('corrupt', `${basename(path)} is no ONNX model that can be run: ${firstLine(cause)}`, {
      argument: 'path',
      found: path,
      cause,
      advice: 'Export it again as one file, weights included, with operators of opset 21 or earlier.',
    });
  });
  const shape = inputShape(path, session, options);
  const { mean, deviation } = scales(shape.channels, options);
  const name = `${basename(path)} (${createHash('sha256').update(bytes).digest('hex').slice(0, 12)})`;
  const { side, channels } = shape;
  return {
    name,
    side,
    channels,
    async embed(crops, count) {
      const dims = shape.first ? [count, channels, side, side] : [count, side, side, channels];
      const data = arranged(crops, count, shape, mean, deviation);
      const feeds = { [shape.input]: new runtime.Tensor('float32', data, dims) };
      const out = await session.run(feeds).catch((cause: Error) => {
        throw wrongShape(path, `cannot take pictures of ${dims.join(' x ')}: ${firstLine(cause)}`, dims);
      });
      const { dims: given, data: values } = out[session.outputMetadata[0]!.name]!;
      return pooled(path, values, given, count, options.pool);
    },
    close: () => session.release(),
  };
}

interface InputShape {
  readonly input: string;
  readonly side: number;
  readonly channels: number;
  /** Whether channels come before rows and columns. */
  readonly first: boolean;
}

async function bytesOf(path: string): Promise<Uint8Array> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause;
    throw new TissuebookError('file-not-found', `There is no file "${path}".`, { argument: 'path', found: path });
  });
  if (found.size < FILE_LIMIT) return readFile(path);
  throw new TissuebookError('too-large', `"${path}" is too large for an ONNX file.`, {
    argument: 'path',
    found: found.size,
  });
}

function inputShape(path: string, { inputMetadata }: OnnxSession, { side: asked }: OnnxEncoderOptions): InputShape {
  const [input, ...others] = inputMetadata;
  const shape = input?.shape;
  const fits = input?.isTensor && input.type === 'float32' && shape?.length === 4 && others.length === 0;
  if (!fits)
    throw wrongShape(
      path,
      `takes ${inputMetadata.map(described).join(', ') || 'nothing'}`,
      inputMetadata.map(described),
    );
  const color = (size: number | string | undefined): boolean => size === 1 || size === 3;
  const first = color(shape[1]) || !color(shape[3]);
  const [channels, height, width] = first ? [shape[1], shape[2], shape[3]] : [shape[3], shape[1], shape[2]];
  const fixed = typeof height === 'number' ? height : undefined;
  if (typeof channels !== 'number' || (fixed !== undefined && fixed !== width)) {
    throw wrongShape(path, `takes ${described(input)}`, described(input));
  }
  if (fixed !== undefined && asked !== undefined && asked !== fixed) {
    throw wrongShape(path, `takes pictures of ${fixed} pixels, not of ${asked}`, asked);
  }
  return { input: input.name, side: fixed ?? asked ?? 224, channels, first };
}

const described = ({ name, type = 'no tensor', shape = [] }: OnnxValue): string =>
  `${name} ${type} [${shape.join(', ')}]`;

const wrongShape = (path: string, sentence: string, found: unknown): TissuebookError =>
  new TissuebookError('shape-mismatch', `${basename(path)} ${sentence}.`, {
    argument: 'path',
    found,
    advice:
      'An encoder has one input of pictures [n, 3, side, side] or [n, side, side, 3] in float32, and gives [n, width].',
  });

/** The runtime says much; the first line says what. */
const firstLine = (cause: unknown): string =>
  String((cause as Error)?.message ?? cause)
    .split('\n')[0]!
    .slice(0, 200);

function scales(
  channels: number,
  { mean, deviation }: OnnxEncoderOptions,
): { mean: readonly number[]; deviation: readonly number[] } {
  const usual = channels === 3 ? IMAGENET : { mean: Array<number>(channels).fill(0.5), deviation: Array<number>(channels).fill(0.5) }; // prettier-ignore
  const found = { mean: mean ?? usual.mean, deviation: deviation ?? usual.deviation };
  for (const [argument, list] of Object.entries(found)) {
    if (list.length === channels) continue;
    throw new TissuebookError(
      'invalid-argument',
      `readOnnxEncoder: ${argument} has ${list.length} numbers for ${channels} channels.`,
      {
        argument,
        found: list.length,
      },
    );
  }
  return found;
}

/** Standardized values in the order that the file wants. */
function arranged(
  crops: Float32Array,
  count: number,
  { side, channels, first }: InputShape,
  mean: readonly number[],
  deviation: readonly number[],
): Float32Array {
  const out = new Float32Array(crops.length);
  const pixels = side * side;
  for (let at = 0; at < count * pixels * channels; at++) {
    const c = at % channels;
    const pixel = Math.floor(at / channels);
    const to = first ? (Math.floor(pixel / pixels) * channels + c) * pixels + (pixel % pixels) : at;
    out[to] = (crops[at]! - mean[c]!) / deviation[c]!;
  }
  return out;
}

function pooled(
  path: string,
  values: ArrayLike<number>,
  dims: readonly number[],
  count: number,
  pool: OnnxEncoderOptions['pool'],
): { values: Float32Array; width: number } {
  const kept = dims.filter((size, axis) => axis < 2 || size !== 1);
  if (dims[0] !== count || kept.length < 2 || kept.length > 3 || (kept.length === 3 && !pool)) {
    const advice = kept.length === 3 && !pool ? '; say which token with pool' : '';
    throw wrongShape(path, `gives ${dims.join(' x ')} for ${count} pictures${advice}`, dims);
  }
  if (kept.length === 2) return { values: Float32Array.from(values), width: kept[1]! };
  const [, tokens, width] = kept as [number, number, number];
  const out = new Float32Array(count * width);
  const used = pool === 'first' ? 1 : tokens;
  for (let i = 0; i < count; i++) {
    for (let t = 0; t < used; t++) {
      for (let j = 0; j < width; j++) out[i * width + j]! += values[(i * tokens + t) * width + j]! / used;
    }
  }
  return { values: out, width };
}
