import type { TissueImage } from '../../data';
import { levelFor } from '../../data/images/levelFor';
import { pixelArray } from '../../data/images/pixels';
import { TissuebookError } from '../../errors';
import { type ImageFacts, MAX_LOOKS, TILE_SIDE, type TilePlace } from '../../protocol';

/**
 * How much finer than a tile a level may be for the tile to be made from it: beyond, so many pixels would be read for one that reading takes
 * seconds, and the small version of the notebook has to do (ours).
 */
const MOST_FINER = 8;

/** What a page must know of an image before it asks for tiles. */
export function factsOf(image: TissueImage): ImageFacts {
  const { width, height, channels, type, levels } = image;
  const scales: number[] = [];
  // The coarsest is the first at which the image is one tile.
  for (let scale = 1; ; scale *= 2) {
    const level = levels[levelFor(levels, scale)]!;
    if (scale / (width / level.width) <= MOST_FINER) scales.push(scale);
    if (Math.max(width, height) <= scale * TILE_SIDE) break;
  }
  return { width, height, channels: channels.map((name) => name.slice(0, 200)), type, scales };
}

/** The values of a tile, little-endian: of one channel after the other, [height, width] each. */
export interface ReadTile {
  width: number;
  height: number;
  bytes: Uint8Array;
}

/**
 * Reads a tile that a page asks for, from the coarsest level that is fine enough.
 *
 * @throws TissuebookError 'invalid-argument' for a tile or channels that are not there, and as `TissueImage.region`
 */
export async function readTile(image: TissueImage, asked: TilePlace & { channels: unknown }): Promise<ReadTile> {
  const { scale, column, row } = asked;
  const chosen = checkedChannels(image, asked.channels);
  const side = scale * TILE_SIDE;
  const [left, top] = [column * side, row * side];
  const inside = Number.isInteger(column) && Number.isInteger(row) && column >= 0 && row >= 0 && left < image.width && top < image.height; // prettier-ignore
  if (!factsOf(image).scales.includes(scale) || !inside) throw refused('tile', `${scale}, ${column}, ${row}`);
  const width = Math.ceil(Math.min(side, image.width - left) / scale);
  const height = Math.ceil(Math.min(side, image.height - top) / scale);
  const plane = width * height;
  const values = pixelArray(image.type, chosen.length * plane);
  const together = pixelArray(image.type, chosen.length * plane);
  await image.readInto(together, 0, { x: left, y: top, width, height, scale, chosen });
  for (let c = 0; c < chosen.length; c++) {
    for (let p = 0, from = c; p < plane; p++, from += chosen.length) values[c * plane + p] = together[from]!;
  }
  return { width, height, bytes: new Uint8Array(values.buffer) };
}

function checkedChannels(image: TissueImage, channels: unknown): number[] {
  const listed = Array.isArray(channels) ? (channels as unknown[]) : [];
  const sound = listed.every((channel) => Number.isInteger(channel) && (channel as number) in image.channels);
  if (sound && listed.length > 0 && listed.length <= MAX_LOOKS) return listed as number[];
  throw refused('channels', channels);
}

function refused(argument: string, found: unknown): TissuebookError {
  return new TissuebookError('invalid-argument', `The image has no such ${argument}.`, { argument, found });
}
