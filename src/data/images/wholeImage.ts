import type { TileSource, Pixels } from './pixels';

/** A source with one level that is one tile: what is unpacked as a whole, when it is first asked for. */
export function wholeImage(
  facts: { width: number; height: number; channels: readonly string[]; type: TileSource['type'] },
  decode: () => Pixels | Promise<Pixels>,
  close: () => void = () => undefined,
): TileSource {
  const { width, height, channels, type } = facts;
  return {
    levels: [{ width, height, tileWidth: width, tileHeight: height }],
    channels,
    type,
    readTile: async () => decode(),
    close: async () => close(),
  };
}
