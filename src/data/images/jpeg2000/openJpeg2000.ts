import { TissuebookError } from '../../../errors';
import type { FileBytes } from '../../fileBytes';
import { brightnessToRgb } from '../brightnessToRgb';
import { type TileSource, usualChannels } from '../pixels';
import { wholeImage } from '../wholeImage';
import { readCodestream } from './codestream';
import { decodeJpeg2000 } from './decode';

/**
 * A JP2 file or a bare codestream of JPEG 2000 (ITU-T T.800), unpacked as a whole.
 *
 * @throws TissuebookError 'corrupt', 'too-large', 'unsupported-encoding' (components of unequal size, a palette, more than 16 bits)
 */
export function openJpeg2000(file: FileBytes, maxBytes: number): TileSource {
  if (file.size > maxBytes) {
    throw new TissuebookError('too-large', `${file.name} takes ${file.size} bytes.`, {
      argument: 'maxBytes',
      found: file.size,
    });
  }
  const head = readCodestream(file.read(0, file.size), file.name);
  checkDepth(head.bits, file.name);
  const { width, height, components } = head;
  const type = head.signed ? 'float32' : head.bits <= 8 ? 'uint8' : 'uint16';
  const facts = { width, height, channels: usualChannels(components), type } as const;
  const decode = async () => {
    const picture = readCodestream(file.read(0, file.size), file.name);
    const values = await decodeJpeg2000(picture, maxBytes, file.name);
    if (picture.brightness && components === 3 && !picture.mixed) brightnessToRgb(values);
    return { width, height, channels: components, values };
  };
  return wholeImage(facts, decode, () => file.close());
}

/** @throws TissuebookError 'unsupported-encoding' for values of more than 16 bits */
export function checkDepth(bits: number, where: string): void {
  if (bits <= 16) return;
  throw new TissuebookError('unsupported-encoding', `${where} has values of ${bits} bits in JPEG 2000.`, {
    argument: 'path',
    found: bits,
    advice: 'Values of up to 16 bits are read.',
  });
}
