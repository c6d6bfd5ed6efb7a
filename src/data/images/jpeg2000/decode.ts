import { TissuebookError } from '../../../errors';
import type { PixelArray } from '../pixels';
import type { Codestream } from './codestream';

/** Bytes of a value while OpenJPEG unpacks it: coefficients and values of 4 bytes, and the result. */
export const WORK_BYTES = 12;
/** What the decoder's memory can hold: it cannot grow beyond 2 GiB. */
const MOST_BYTES = 2 ** 30;

/** OpenJPEG in WebAssembly, without its encoder. Its package has no types: a name in a variable leaves them to us. */
const CODEC: string = '@cornerstonejs/codec-openjpeg/decodewasmjs';

/** Decodes one picture: its bytes are put into `getEncodedBuffer`, the values taken from `getDecodedBuffer`. */
interface J2kDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number };
  getDecodedBuffer(): Uint8Array;
  delete(): void;
}
interface Codec {
  J2KDecoder: new () => J2kDecoder;
}
type LoadCodec = (options: Record<'print' | 'printErr', (text: string) => void>) => Promise<Codec>;

let codec: Promise<Codec> | undefined;
let complaint = '';

/**
 * Unpacks a picture by OpenJPEG: [height, width, components] in whole numbers, or float32 where they are signed or have more than 16 bits.
 * A decoder that has failed is not used again, since its memory may be left in any state.
 *
 * @throws TissuebookError 'too-large', 'corrupt'
 */
export async function decodeJpeg2000(picture: Codestream, maxBytes: number, where: string): Promise<PixelArray> {
  const { width, height, components, bits, signed, bytes } = picture;
  const work = width * height * components * WORK_BYTES + bytes.length;
  if (work > Math.min(maxBytes, MOST_BYTES)) {
    throw new TissuebookError('too-large', `${where}: ${width} x ${height} pixels of JPEG 2000 take ${work} bytes.`, {
      argument: 'maxBytes',
      found: work,
      advice: `Convert it once to tiles: bfconvert -compression LZW -tilex 512 -tiley 512 in.jp2 out.ome.tif (Bio-Formats).`,
    });
  }
  const { J2KDecoder } = await loadCodec();
  complaint = '';
  const decoder = new J2KDecoder();
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    const found = decoder.getFrameInfo();
    const decoded = decoder.getDecodedBuffer();
    const length = width * height * components * (bits > 8 ? 2 : 1);
    const alike = found.width === width && found.height === height && found.componentCount === components;
    if (complaint || !alike || found.bitsPerSample !== bits || decoded.length !== length) {
      throw new Error(complaint || 'its parts differ in size');
    }
    const values = valuesOf(decoded, bits, signed);
    decoder.delete();
    return values;
  } catch (cause) {
    codec = undefined;
    const why = complaint || (cause instanceof Error ? cause.message : 'the decoder gave up');
    throw new TissuebookError('corrupt', `${where} is no sound JPEG 2000 picture: ${why}.`, {
      argument: 'path',
      cause,
    });
  }
}

function loadCodec(): Promise<Codec> {
  codec ??= import(CODEC).then(({ default: load }: { default: LoadCodec }) =>
    load({
      print: () => undefined,
      // Warnings are about what a picture need not have; errors are about what it must.
      printErr: (text) => {
        if (text.startsWith('[ERROR]')) complaint ||= text.slice(8, 208).trim();
      },
    }),
  );
  return codec;
}

/** A copy of the values: the decoder's memory is used again. Little-endian, as it lies there. */
function valuesOf(decoded: Uint8Array, bits: number, signed: boolean): PixelArray {
  const copy = decoded.slice();
  if (bits <= 8) return signed ? Float32Array.from(new Int8Array(copy.buffer)) : copy;
  return signed ? Float32Array.from(new Int16Array(copy.buffer)) : new Uint16Array(copy.buffer);
}
