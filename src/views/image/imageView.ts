import { TissueImage } from '../../data';
import { channelIndices } from '../../data/images/channelIndices';
import { TissuebookError } from '../../errors';
import { checkOptions, listOf, text } from '../../options';
import { encodeArray, MAX_LOOKS } from '../../protocol';
import { View } from '../view';
import { type Wording, words, wordingChecks } from '../wording';
import { smallImage } from './smallImage';
import { openedImage } from './zoomImages';

/** How an image is shown. */
export interface ImageViewOptions extends Wording {
  /** Names of the channels on show at first, up to eight; others are switched on in the figure. Red, green and blue, or the first four. */
  channels?: readonly string[];
}

/**
 * An image of a tissue alone, in micrometers where its file says how wide a pixel is. The notebook keeps a small version; while the kernel
 * has the image open one zooms down to its pixels.
 *
 *     await imageView('morphology.ome.tif', { channels: ['DAPI'] })
 *
 * @param image the path of a file, or an image that was opened
 * @throws TissuebookError 'missing-key' (no such channel), 'unknown-option', and as readImage and `TissueImage.region`
 */
export async function imageView(image: string | TissueImage, options: ImageViewOptions = {}): Promise<View> {
  checkOptions('imageView', options, { ...wordingChecks, channels: listOf(text) });
  if (typeof image !== 'string' && !(image instanceof TissueImage)) {
    throw new TissuebookError('invalid-argument', 'imageView: image must be the path of a file, or a TissueImage.', {
      argument: 'image',
      found: image,
    });
  }
  const opened = typeof image === 'string' ? await openedImage(image) : image;
  const { channels } = options;
  if (channels) channelIndices(opened, channels);
  if (channels && (channels.length === 0 || channels.length > MAX_LOOKS)) {
    throw new TissuebookError('invalid-argument', `imageView: ${channels.length} channels cannot be shown at once.`, {
      argument: 'channels',
      found: channels,
      advice: `Name 1 to ${MAX_LOOKS}; others are switched on in the figure.`,
    });
  }
  const { width, height, micrometres } = opened;
  const pixel = micrometres ?? 1;
  const extent = { image: opened, x: [0, width * pixel], y: [0, height * pixel] } as const;
  const small = await smallImage(extent, 1, channels);
  const size = micrometres === undefined ? '' : `, ${Number(micrometres.toPrecision(4))} micrometers each`;
  const none = encodeArray(new Float32Array(0));
  return new View(
    {
      ...words(options, {
        title: opened.name,
        description: `An image of ${width} x ${height} pixels${size}. Channels: ${opened.channels.slice(0, 12).join(', ')}.`,
      }),
      kind: 'spatial',
      unit: micrometres === undefined ? 'px' : 'um',
      panels: [
        {
          title: opened.name,
          x: none,
          y: none,
          color: { by: 'category', name: 'cells', labels: [], palette: [], codes: encodeArray(new Int8Array(0)) },
          hover: [],
          image: 0,
        },
      ],
      images: [small.section],
    },
    undefined,
    new Map([[small.key, opened]]),
  );
}
