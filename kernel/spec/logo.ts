import { deflateSync } from 'node:zlib';

/** A tissue of cells: hexagons around one that differs, in colors that stay apart for color-blind eyes. */
const SIZE = 64;
const RADIUS = 12.4;
const MIDDLE = '#d55e00';
const AROUND = ['#0072b2', '#56b4e9', '#0072b2', '#56b4e9', '#0072b2', '#56b4e9'];

interface Cell {
  x: number;
  y: number;
  color: string;
}

/** Seven cells, packed as hexagons pack: the neighbors' centers are the radius times the root of 3 away. */
function cells(): Cell[] {
  const distance = RADIUS * Math.sqrt(3) + 0.6;
  const ring = AROUND.map((color, i) => ({
    x: SIZE / 2 + distance * Math.cos((Math.PI / 3) * i),
    y: SIZE / 2 + distance * Math.sin((Math.PI / 3) * i),
    color,
  }));
  return [{ x: SIZE / 2, y: SIZE / 2, color: MIDDLE }, ...ring];
}

/** The corners of a cell, pointing at the gaps between its neighbors. */
function corners({ x, y }: Cell): [number, number][] {
  return Array.from({ length: 6 }, (_, i) => {
    const angle = Math.PI / 6 + (Math.PI / 3) * i;
    return [x + (RADIUS - 0.9) * Math.cos(angle), y + (RADIUS - 0.9) * Math.sin(angle)];
  });
}

export function logoSvg(): string {
  const shapes = cells().map((cell) => {
    const points = corners(cell).map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`);
    return `  <polygon points="${points.join(' ')}" fill="${cell.color}"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}">\n${shapes.join('\n')}\n</svg>\n`;
}

/** The same as a PNG of `size` by `size` pixels, with transparent surroundings. */
export function logoPng(size: number): Uint8Array {
  const rows = Buffer.alloc(size * (1 + 4 * size));
  const shapes = cells().map((cell) => ({ rgb: Buffer.from(cell.color.slice(1), 'hex'), corners: corners(cell) }));
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at = row * (1 + 4 * size) + 1 + 4 * column;
      for (const shape of shapes) {
        const cover = coverage(shape.corners, (column * SIZE) / size, (row * SIZE) / size, SIZE / size);
        if (cover > 0) rows.set([...shape.rgb, Math.round(255 * cover)], at);
      }
    }
  }
  return png(size, rows);
}

/** How much of a pixel lies inside the polygon, from 4 x 4 samples. */
function coverage(polygon: [number, number][], x: number, y: number, width: number): number {
  let inside = 0;
  for (let i = 0; i < 16; i++) {
    const px = x + (((i % 4) + 0.5) / 4) * width;
    const py = y + ((Math.floor(i / 4) + 0.5) / 4) * width;
    if (polygon.every(([ax, ay], k) => left([ax, ay], polygon[(k + 1) % polygon.length]!, px, py))) inside++;
  }
  return inside / 16;
}

function left([ax, ay]: [number, number], [bx, by]: [number, number], x: number, y: number): boolean {
  return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0;
}

/** https://www.w3.org/TR/png-3/: 8 bits, red, green, blue and alpha; each row starts with filter type 0. */
function png(size: number, rows: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** The check sum of PNG's chunks: https://www.w3.org/TR/png-3/#5CRC-algorithm */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
