import * as zlib from 'node:zlib';

/** Of Node.js 20.15 and later. */
const { crc32: native } = zlib as { crc32?: (bytes: Uint8Array, before: number) => number };

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  return value;
});

/** The check sum of zip archives (ISO 3309), unsigned. @param before that of the bytes in front, where there are any */
export function crc32(bytes: Uint8Array, before = 0): number {
  if (native) return native(bytes, before);
  let sum = ~before;
  for (const byte of bytes) sum = (sum >>> 8) ^ TABLE[(sum ^ byte) & 255]!;
  return ~sum >>> 0;
}
