import { inflateSync } from 'node:zlib';

/** A corner or control point of a TrueType outline, in units of the font. */
export interface FontPoint {
  x: number;
  y: number;
  onCurve: boolean;
}

/** The tables of a font in the formats TrueType and WOFF 1 that outlines are read from. */
export class Font {
  readonly #tables: Map<string, DataView>;
  readonly unitsPerEm: number;
  readonly #longOffsets: boolean;
  readonly #glyphOf = new Map<number, number>();

  constructor(file: Buffer) {
    this.#tables = file.readUInt32BE(0) === 0x774f4646 ? woffTables(file) : trueTypeTables(file);
    this.unitsPerEm = this.#table('head').getUint16(18);
    this.#longOffsets = this.#table('head').getInt16(50) === 1;
    this.#readCharacters();
  }

  get characters(): number[] {
    return [...this.#glyphOf.keys()];
  }

  /** The width of a character, and its outlines. */
  glyph(character: number): { advance: number; outlines: FontPoint[][] } {
    const glyph = this.#glyphOf.get(character) ?? 0;
    const metrics = this.#table('hhea').getUint16(34);
    const advance = this.#table('hmtx').getUint16(4 * Math.min(glyph, metrics - 1));
    return { advance, outlines: this.#outlines(glyph) };
  }

  #table(name: string): DataView {
    const table = this.#tables.get(name);
    if (!table) throw new Error(`The font has no table ${name}.`);
    return table;
  }

  #readCharacters(): void {
    const cmap = this.#table('cmap');
    for (let i = 0; i < cmap.getUint16(2); i++) {
      const at = cmap.getUint32(8 + 8 * i);
      if (cmap.getUint16(at) === 4) this.#readSegments(cmap, at);
    }
  }

  /** Format 4 of cmap: https://learn.microsoft.com/typography/opentype/spec/cmap */
  #readSegments(cmap: DataView, at: number): void {
    const size = cmap.getUint16(at + 6);
    for (let segment = 0; segment < size; segment += 2) {
      const place = at + 14 + segment;
      const [end, start] = [cmap.getUint16(place), cmap.getUint16(place + 2 + size)];
      const [delta, offset] = [cmap.getUint16(place + 2 + 2 * size), cmap.getUint16(place + 2 + 3 * size)];
      for (let code = start; code <= end && code < 0xffff; code++) {
        const listed = offset ? cmap.getUint16(place + 2 + 3 * size + offset + 2 * (code - start)) : code;
        const glyph = listed === 0 ? 0 : (listed + delta) & 0xffff;
        if (glyph) this.#glyphOf.set(code, glyph);
      }
    }
  }

  #outlines(glyph: number): FontPoint[][] {
    const loca = this.#table('loca');
    const offset = (i: number): number => (this.#longOffsets ? loca.getUint32(4 * i) : 2 * loca.getUint16(2 * i));
    if (offset(glyph) === offset(glyph + 1)) return [];
    const table = this.#table('glyf');
    const data = new DataView(table.buffer, table.byteOffset + offset(glyph));
    const count = data.getInt16(0);
    return count < 0 ? this.#composite(data) : simpleOutlines(data, count);
  }

  /** Glyphs put together of others, as letters with accents are. */
  #composite(data: DataView): FontPoint[][] {
    const found: FontPoint[][] = [];
    for (let at = 10, flags = 32; flags & 32;) {
      flags = data.getUint16(at);
      const part = this.#outlines(data.getUint16(at + 2));
      const wide = flags & 1;
      const [dx, dy] = wide
        ? [data.getInt16(at + 4), data.getInt16(at + 6)]
        : [data.getInt8(at + 4), data.getInt8(at + 5)];
      at += wide ? 8 : 6;
      let [a, b, c, d] = [1, 0, 0, 1];
      const fraction = (): number => data.getInt16((at += 2) - 2) / 16384;
      if (flags & 8) a = d = fraction();
      else if (flags & 64) [a, d] = [fraction(), fraction()];
      else if (flags & 128) [a, b, c, d] = [fraction(), fraction(), fraction(), fraction()];
      const move = ({ x, y, onCurve }: FontPoint): FontPoint => ({
        x: a * x + c * y + dx,
        y: b * x + d * y + dy,
        onCurve,
      });
      found.push(...part.map((outline) => outline.map(move)));
    }
    return found;
  }
}

/** https://learn.microsoft.com/typography/opentype/spec/glyf */
function simpleOutlines(data: DataView, count: number): FontPoint[][] {
  const ends = Array.from({ length: count }, (_, i) => data.getUint16(10 + 2 * i));
  let at = 10 + 2 * count;
  at += 2 + data.getUint16(at);
  const points = ends.at(-1)! + 1;
  const flags: number[] = [];
  while (flags.length < points) {
    const flag = data.getUint8(at++);
    const repeats = flag & 8 ? data.getUint8(at++) : 0;
    for (let i = 0; i <= repeats; i++) flags.push(flag);
  }
  const read = (short: number, same: number): number[] => {
    let value = 0;
    return flags.map((flag) => {
      if (flag & short) value += flag & same ? data.getUint8(at++) : -data.getUint8(at++);
      else if (!(flag & same)) value += data.getInt16((at += 2) - 2);
      return value;
    });
  };
  const [xs, ys] = [read(2, 16), read(4, 32)];
  return ends.map((end, i) => {
    const start = i === 0 ? 0 : ends[i - 1]! + 1;
    return flags
      .slice(start, end + 1)
      .map((flag, k) => ({ x: xs[start + k]!, y: ys[start + k]!, onCurve: (flag & 1) === 1 }));
  });
}

function trueTypeTables(file: Buffer): Map<string, DataView> {
  return tables(file, 12, 16, (at) => {
    const start = file.readUInt32BE(at + 8);
    return file.subarray(start, start + file.readUInt32BE(at + 12));
  });
}

function woffTables(file: Buffer): Map<string, DataView> {
  return tables(file, 44, 20, (at) => {
    const [start, packed, size] = [4, 8, 12].map((offset) => file.readUInt32BE(at + offset)) as [
      number,
      number,
      number,
    ];
    const bytes = file.subarray(start, start + packed);
    return packed < size ? inflateSync(bytes) : bytes;
  });
}

function tables(file: Buffer, first: number, size: number, read: (at: number) => Buffer): Map<string, DataView> {
  const count = file.readUInt16BE(first === 12 ? 4 : 12);
  return new Map(
    Array.from({ length: count }, (_, i) => {
      const at = first + size * i;
      const bytes = Uint8Array.from(read(at));
      return [file.toString('latin1', at, at + 4), new DataView(bytes.buffer)];
    }),
  );
}
