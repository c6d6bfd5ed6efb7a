import { isUtf8 } from 'node:buffer';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { TissuebookError } from '../../errors';
import { recognize, recognizeFile } from '../recognize';

/** How characters are written as bytes. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1';
export const TEXT_ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'latin1'] as const;

/** The longest array of bytes in Node.js 20. */
const LONGEST_BUFFER = 2 ** 32;

export interface DecodedText {
  content: string;
  encoding: TextEncoding;
}

/**
 * The text of a file, also gzipped. Bytes that are no UTF-8 are UTF-16 where a mark or zeros between letters say so, else
 * Latin-1 with the additions of Windows (code page 1252).
 *
 * @throws TissuebookError 'file-not-found', 'too-large', 'corrupt' (a broken gzip file), 'unsupported-encoding' (no text)
 */
export function readText(path: string, maxBytes: number, asked?: TextEncoding): DecodedText {
  const bytes = textBytes(path, maxBytes);
  const encoding = asked ?? encodingOf(bytes);
  const known = recognize(bytes.subarray(0, 512));
  if (known && bytes.length > 0) throw noText(path, known.what, known.advice);
  if (encoding === 'utf-8' && bytes.subarray(0, 4096).includes(0)) {
    throw noText(path, 'no text: it holds zero bytes', 'Tables are read as CSV, TSV or parquet.');
  }
  try {
    const label = encoding === 'latin1' ? 'windows-1252' : encoding;
    return { content: encoding === 'utf-8' ? bytes.toString('utf8') : new TextDecoder(label).decode(bytes), encoding };
  } catch (cause) {
    throw new TissuebookError('too-large', `${basename(path)} is longer than a text can be here.`, { cause });
  }
}

/** The bytes of a file, unpacked. @throws TissuebookError as readText */
export function textBytes(path: string, maxBytes: number): Buffer {
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new TissuebookError('file-not-found', `There is no file ${path}.`, { argument: 'path', found: path });
  }
  const tooLarge = new TissuebookError('too-large', `${basename(path)} has more than ${maxBytes} bytes.`, {
    argument: 'maxBytes',
    found: maxBytes,
    advice: 'Raise maxBytes if the file is what it claims to be and the machine has the memory.',
  });
  if (statSync(path).size > maxBytes) throw tooLarge;
  const bytes = readFileSync(path);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: Math.min(maxBytes, LONGEST_BUFFER) });
  } catch (cause) {
    if ((cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge;
    throw new TissuebookError('corrupt', `${basename(path)} cannot be unpacked: ${(cause as Error).message}.`, {
      cause,
    });
  }
}

function noText(path: string, what: string, advice: string): TissuebookError {
  const packed = recognizeFile(path)?.what === 'packed with gzip' ? 'unpacked, ' : '';
  return new TissuebookError('unsupported-encoding', `${basename(path)} is no table: ${packed}it is ${what}.`, {
    argument: 'path',
    found: path,
    advice,
  });
}

function encodingOf(bytes: Buffer): TextEncoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const start = bytes.subarray(0, 512 - (512 % 2));
  const zeros = (from: number): number => {
    let count = 0;
    for (let i = from; i < start.length; i += 2) if (start[i] === 0) count++;
    return count;
  };
  // Letters of most tables are below 256: one byte of two is then zero, always the same one.
  const most = 0.4 * start.length;
  if (zeros(1) > most && zeros(0) === 0) return 'utf-16le';
  if (zeros(0) > most && zeros(1) === 0) return 'utf-16be';
  return isUtf8(bytes) ? 'utf-8' : 'latin1';
}
