/** What the OME-XML in an image description says, as far as it is used. */
export interface OmeFacts {
  channels: string[];
  /** Planes of one channel follow each other by this: 'XYCZT', 'XYZCT', ... */
  order: string;
  sizeZ: number;
  sizeT: number;
  /** Micrometres that a pixel is wide. */
  micrometres: number | undefined;
}

/** Micrometres in the units that occur. */
const UNITS: Record<string, number> = { '\u00b5m': 1, '\u03bcm': 1, um: 1, nm: 1e-3, mm: 1e3, cm: 1e4, m: 1e6 };
const MAX_CHANNELS = 1000;

/**
 * The first picture of OME-XML (schema 2016-06): names of channels, order of planes, size of pixels. Read as text, without
 * entities or references to elsewhere; undefined for other descriptions.
 */
export function readOmeXml(description: string | undefined): OmeFacts | undefined {
  if (!description || !/<(?:\w+:)?OME[\s>]/.test(description)) return undefined;
  const pixels = /<(?:\w+:)?Pixels\s([^>]*)>/.exec(description)?.[1];
  if (pixels === undefined) return undefined;
  const end = description.search(/<\/(?:\w+:)?Pixels\s*>/);
  const inside = description.slice(description.indexOf(pixels), end < 0 ? undefined : end);
  const size = (name: string): number => Math.max(1, Math.floor(Number(attribute(pixels, name) ?? 1)) || 1);
  const named = [...inside.matchAll(/<(?:\w+:)?Channel\s([^>]*)>/g)].slice(0, MAX_CHANNELS);
  const width = Number(attribute(pixels, 'PhysicalSizeX'));
  const unit = UNITS[attribute(pixels, 'PhysicalSizeXUnit') ?? 'um'];
  return {
    channels: named.map((match, c) => attribute(match[1]!, 'Name') ?? `channel${c + 1}`),
    order: attribute(pixels, 'DimensionOrder') ?? 'XYCZT',
    sizeZ: size('SizeZ'),
    sizeT: size('SizeT'),
    micrometres: width > 0 && unit !== undefined ? width * unit : undefined,
  };
}

function attribute(text: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(text);
  const value = found?.[1] ?? found?.[2];
  return value?.replace(/&(lt|gt|amp|quot|apos);/g, (_, entity: string) => ENTITIES[entity]!);
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The plane, counted from the first, of a channel in the first layer at the first time. */
export function planeOf(channel: number, channels: number, { order, sizeZ, sizeT }: OmeFacts): number {
  const sizes: Record<string, number> = { C: channels, Z: sizeZ, T: sizeT };
  let step = 1;
  for (const dimension of order.slice(2)) {
    if (dimension === 'C') return channel * step;
    step *= sizes[dimension] ?? 1;
  }
  return channel;
}
