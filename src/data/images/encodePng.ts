import { TissuebookError } from '../../errors';
import type { Pixels } from './pixels';

/**
 * A PNG file of a small picture: gray, or red, green and blue.
 *
 * @throws TissuebookError 'invalid-argument' for other channels or values that are no bytes
 */
export async function encodePng({ width, height, channels, values }: Pixels): Promise<Uint8Array> {
  if (!(values instanceof Uint8Array) || (channels !== 1 && channels !== 3)) {
    throw new TissuebookError('invalid-argument', `encodePng: bytes of 1 or 3 channels, not ${channels}.`, {
      argument: 'pixels',
      found: channels,
    });
  }
  const { encode } = await import('fast-png');
  return encode({ width, height, channels, depth: 8, data: values });
}
