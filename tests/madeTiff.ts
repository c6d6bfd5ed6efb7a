import { closeSync, openSync, writeSync } from 'node:fs';
import { deflateSync } from 'node:zlib';

/** A TIFF file to be made. */
export interface MadeTiff {
  width: number;
  height: number;
  /** 3 for red, green and blue, 4 for the inks of CMYK, 1 for gray. */
  samples: number;
  bits?: 8 | 16;
  /** 5 is CMYK; 2 red, green and blue; 1 gray. By the samples unless given. */
  color?: number;
  /** 8 is deflate, 1 none, 34712 JPEG 2000 (whose tiles are then no JPEG 2000). 8. */
  compression?: number;
  /** Pixels along each side of a tile; a multiple of 16. 256. */
  tile?: number;
  /** Levels below the first, each half as wide. 0. */
  levels?: number;
  /** Micrometers of a pixel, as OME-XML says it; nothing says it unless given. */
  micrometers?: number;
  /** Pixels of the finest level after which values repeat, across and down; a tile of one place is then made once for all its repeats. */
  period?: number;
  /** Repeats of a tile stand in the file once, so that a file of 100,000 x 100,000 pixels is small. false. */
  once?: boolean;
  /** The value of a sample at a pixel of the finest level. */
  value(x: number, y: number, sample: number): number;
}

/** Gray, red, green and blue, and inks, by their samples. */
const COLORS: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 5 };

interface Entry {
  tag: number;
  type: 2 | 3 | 4;
  values: number[] | string;
}

/** Writes a tiled TIFF file (TIFF 6.0), with coarser levels below the first as OME-TIFF has them. Tiles are made one at a time. */
export function writeMadeTiff(path: string, made: MadeTiff): void {
  const file = openSync(path, 'w');
  try {
    let at = writeSync(file, Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]));
    const put = (bytes: Uint8Array): number => {
      const begin = at;
      at += writeSync(file, bytes, 0, bytes.length, at);
      if (at % 2 === 1) at += writeSync(file, Buffer.alloc(1), 0, 1, at);
      return begin;
    };
    const below: number[] = [];
    for (let level = made.levels ?? 0; level > 0; level--)
      below.unshift(putDirectory(put, entriesOf(made, level, put)));
    const first = entriesOf(made, 0, put);
    if (below.length > 0) first.push({ tag: 330, type: 4, values: below });
    const start = Buffer.alloc(4);
    start.writeUInt32LE(putDirectory(put, first));
    writeSync(file, start, 0, 4, 4);
  } finally {
    closeSync(file);
  }
}

/** Writes the tiles of a level and says where they are. */
function entriesOf(made: MadeTiff, level: number, put: (bytes: Uint8Array) => number): Entry[] {
  const { samples, bits = 8, compression = 8, tile = 256, color = COLORS[samples]! } = made;
  const factor = 2 ** level;
  const [width, height] = [Math.ceil(made.width / factor), Math.ceil(made.height / factor)];
  const [offsets, counts]: number[][] = [[], []];
  const known = new Map<string, { bytes: Uint8Array; at: number }>();
  const packed = (left: number, top: number): { bytes: Uint8Array; at: number } => {
    const place = (at: number): number => (made.period === undefined ? at : (at * factor) % made.period);
    const key = `${place(left)} ${place(top)}`;
    const found = known.get(key);
    if (found && made.once) return found;
    const bytes = found?.bytes ?? packedTile(made, factor, left, top);
    const stored = { bytes, at: put(bytes) };
    if (made.period !== undefined) known.set(key, stored);
    return stored;
  };
  for (let top = 0; top < height; top += tile) {
    for (let left = 0; left < width; left += tile) {
      const { bytes, at } = packed(left, top);
      counts!.push(bytes.length);
      offsets!.push(at);
    }
  }
  const { micrometers } = made;
  const ome =
    '<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image><Pixels DimensionOrder="XYCZT" Type="uint8" ' +
    `SizeX="${made.width}" SizeY="${made.height}" SizeC="${samples}" SizeZ="1" SizeT="1" PhysicalSizeX="${micrometers}" ` +
    `PhysicalSizeXUnit="um"><Channel SamplesPerPixel="${samples}"/></Pixels></Image></OME>`;
  return [
    ...(level > 0 ? [{ tag: 254, type: 4, values: [1] } satisfies Entry] : []),
    { tag: 256, type: 4, values: [width] },
    { tag: 257, type: 4, values: [height] },
    { tag: 258, type: 3, values: Array<number>(samples).fill(bits) },
    { tag: 259, type: 3, values: [compression] },
    { tag: 262, type: 3, values: [color] },
    ...(level === 0 && micrometers !== undefined ? [{ tag: 270, type: 2, values: ome } satisfies Entry] : []),
    { tag: 277, type: 3, values: [samples] },
    { tag: 284, type: 3, values: [1] },
    { tag: 322, type: 4, values: [tile] },
    { tag: 323, type: 4, values: [tile] },
    { tag: 324, type: 4, values: offsets! },
    { tag: 325, type: 4, values: counts! },
  ];
}

/** The bytes of a tile whose upper left corner is at a pixel of its level. */
function packedTile(
  { samples, bits = 8, compression = 8, tile = 256, value }: MadeTiff,
  factor: number,
  left: number,
  top: number,
): Uint8Array {
  const pixels = bits === 8 ? new Uint8Array(tile * tile * samples) : new Uint16Array(tile * tile * samples);
  for (let y = 0, e = 0; y < tile; y++) {
    for (let x = 0; x < tile; x++) {
      for (let c = 0; c < samples; c++) pixels[e++] = value((left + x) * factor, (top + y) * factor, c);
    }
  }
  const raw = new Uint8Array(pixels.buffer);
  return compression === 8 ? deflateSync(raw, { level: 1 }) : raw;
}

/** Writes a directory, its longer values before it. @returns where it stands */
function putDirectory(put: (bytes: Uint8Array) => number, entries: Entry[]): number {
  const bytes = Buffer.alloc(2 + 12 * entries.length + 4);
  bytes.writeUInt16LE(entries.length);
  entries.forEach(({ tag, type, values }, i) => {
    const at = 2 + 12 * i;
    const stored = valueBytes(type, values);
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(type, at + 2);
    bytes.writeUInt32LE(typeof values === 'string' ? stored.length : values.length, at + 4);
    if (stored.length <= 4) stored.copy(bytes, at + 8);
    else bytes.writeUInt32LE(put(stored), at + 8);
  });
  return put(bytes);
}

function valueBytes(type: Entry['type'], values: Entry['values']): Buffer {
  if (typeof values === 'string') return Buffer.from(`${values}\0`, 'utf8');
  return type === 3 ? Buffer.from(Uint16Array.from(values).buffer) : Buffer.from(Uint32Array.from(values).buffer);
}
