import { TissuebookError } from '../../../errors';
import type { ImageCrops } from './slideCrops';

/**
 * Crops of several slides as one batch, in the order of `rows`; a cell that is asked for twice is there twice.
 *
 * @throws TissuebookError 'shape-mismatch' when the channels of the slides differ
 */
export function joinCrops(rows: Int32Array, parts: readonly ImageCrops[]): ImageCrops {
  const [first] = parts;
  const other = parts.find(({ channels }) => channels.join('\0') !== first!.channels.join('\0'));
  if (other) {
    throw new TissuebookError('shape-mismatch', `${first!.slide} and ${other.slide} have other channels.`, {
      argument: 'channels',
      found: other.channels,
      advice: 'Name the channels that all slides have.',
    });
  }
  const size = first!.shape[1] * first!.shape[2] * first!.shape[3];
  const values = first!.values instanceof Uint8Array ? new Uint8Array(rows.length * size) : new Float32Array(rows.length * size); // prettier-ignore
  const out = { inside: new Float32Array(rows.length), blanked: new Uint8Array(rows.length) };
  const places = new Map<number, number[]>();
  rows.forEach((row, i) => places.set(row, [...(places.get(row) ?? []), i]));
  for (const part of parts) {
    part.rows.forEach((row, i) => {
      for (const place of places.get(row)!) {
        values.set(part.values.subarray(i * size, (i + 1) * size), place * size);
        out.inside[place] = part.inside[i]!;
        out.blanked[place] = part.blanked[i]!;
      }
    });
  }
  const slides = new Set(parts.map(({ slide }) => slide));
  return {
    ...first!,
    ...out,
    slide: slides.size === 1 ? first!.slide : '',
    rows,
    shape: [rows.length, first!.shape[1], first!.shape[2], first!.shape[3]],
    values,
    notices: parts.flatMap(({ notices }) => notices),
  };
}
