import { TissuebookError } from '../../errors';

/** @throws TissuebookError 'too-large' when the pixels of an image take more than `maxBytes` */
export function checkImageSize(
  name: string,
  width: number,
  height: number,
  pixelBytes: number,
  maxBytes: number,
): void {
  const bytes = width * height * pixelBytes;
  if (bytes <= maxBytes) return;
  throw new TissuebookError(
    'too-large',
    `${name}: ${width} x ${height} pixels that are packed together take ${bytes} bytes.`,
    {
      argument: 'maxBytes',
      found: bytes,
      advice:
        'Raise maxBytes if the machine has the memory, or write the image in tiles: a TIFF file with tiles of 512 x 512.',
    },
  );
}
