import { createReadStream, statSync } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FileBytes } from './fileBytes';

/** Bytes that are read or unpacked at once. */
const CHUNK = 1 << 20;

/** Whether a file begins as gzip does, whatever its name says. @throws TissuebookError 'file-not-found' */
export function isGzip(path: string): boolean {
  const start = startOf(path, 2);
  return start[0] === 0x1f && start[1] === 0x8b;
}

/** Whether there is a file that begins as zip archives do, whatever its name says. */
export function isZip(path: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
  const start = startOf(path, 4).toString('latin1');
  return start === 'PK\x03\x04' || start === 'PK\x05\x06';
}

/** The first bytes of a file; fewer where it has no more. @throws TissuebookError 'file-not-found' */
export function startOf(path: string, length: number): Buffer {
  const file = new FileBytes(path);
  try {
    return file.read(0, Math.min(length, file.size));
  } finally {
    file.close();
  }
}

/** The bytes of a file, unpacked where it is gzipped. @throws TissuebookError 'file-not-found' */
export function unzipped(path: string): Readable {
  const bytes = createReadStream(path, { highWaterMark: CHUNK });
  return isGzip(path) ? pipeline(bytes, createGunzip({ chunkSize: CHUNK }), () => undefined) : bytes;
}
