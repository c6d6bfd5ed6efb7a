import { closeSync, openSync, readSync } from 'node:fs';

/** What a file is by its first bytes, and what to do with it. */
export interface Recognized {
  /** Completes "this is": 'packed with gzip'. */
  what: string;
  advice: string;
}

/** How many bytes are looked at. */
const LOOKED_AT = 512;

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Signatures at the start of files, the longer ones first. */
const SIGNATURES: readonly (readonly [Buffer, string, string])[] = [
  [
    bytes('version https://git-lfs'),
    'the pointer of Git LFS, not the file itself',
    'Fetch the file with: git lfs pull.',
  ],
  [
    bytes('%%MatrixMarket'),
    'a Matrix Market file',
    'Read the folder that holds it, its barcodes and features with read10xMtx.',
  ],
  [bytes('SQLite format 3'), 'an SQLite database', 'Export its tables as CSV first.'],
  [
    bytes('\x89HDF\r\n\x1a\n'),
    'an HDF5 file',
    'Use readH5ad for .h5ad, read10xH5 for counts of Cell Ranger, readLoom for .loom.',
  ],
  [bytes('\x89PNG\r\n\x1a\n'), 'a PNG image', 'Use readImage.'],
  [bytes('\x93NUMPY'), 'an array of numpy', 'Save it as .h5ad, CSV or parquet in Python.'],
  [bytes('ARROW1'), 'a Feather file', 'Write it as parquet in Python: pandas.read_feather(path).to_parquet(...).'],
  [bytes('RDX'), 'an .RData file of R', 'Write the object in R as .h5ad (package anndataR) or as CSV.'],
  [bytes('\xfd7zXZ'), 'packed with xz', 'Unpack it first: xz -d.'],
  [bytes('PAR1'), 'a parquet file', 'Use readParquet.'],
  [
    bytes('PK\x03\x04'),
    'a zip archive (an .xlsx workbook and a .zarr.zip are such)',
    'Use readZarr for a .zarr.zip; unpack others first, and save a workbook as CSV.',
  ],
  [bytes('\x28\xb5\x2f\xfd'), 'packed with zstd', 'Unpack it first: zstd -d.'],
  [bytes('II*\0'), 'a TIFF image', 'Use readImage.'],
  [bytes('MM\0*'), 'a TIFF image', 'Use readImage.'],
  [bytes('%PDF'), 'a PDF document', 'Fetch the data themselves.'],
  [bytes('BZh'), 'packed with bzip2', 'Unpack it first: bzip2 -d.'],
  [bytes('\xff\xd8\xff'), 'a JPEG image', 'Use readImage.'],
  [bytes('\x1f\x8b'), 'packed with gzip', 'Unpack it first: gunzip.'],
  [bytes('\x80\x04\x95'), 'a pickle of Python', 'Open it in Python and write what it holds as .h5ad, CSV or parquet.'],
  [bytes('\x80\x05\x95'), 'a pickle of Python', 'Open it in Python and write what it holds as .h5ad, CSV or parquet.'],
];

/** What a file is that begins with these bytes; undefined where they tell nothing. */
export function recognize(start: Buffer): Recognized | undefined {
  if (start.length === 0) return { what: 'empty', advice: 'Fetch or write it again.' };
  const found = SIGNATURES.find(([signature]) => start.subarray(0, signature.length).equals(signature));
  if (found) return { what: found[1], advice: found[2] };
  const text = start.toString('latin1').replace(/^(?:\xef\xbb\xbf)?\s+/, '').toLowerCase(); // prettier-ignore
  if (/^(<!doctype html|<html|<head|<script)/.test(text)) {
    return { what: 'a web page saved under this name', advice: 'Fetch the file by its own link.' };
  }
  if (/^<\?xml/.test(text)) {
    return { what: 'XML, perhaps the message of a server', advice: 'Look into it, and fetch the file again.' };
  }
  if (start.length > 262 && start.toString('latin1', 257, 262) === 'ustar') {
    return { what: 'a tar archive', advice: 'Unpack it first: tar -xf.' };
  }
  return undefined;
}

/** What a file on the disk is; undefined where its first bytes tell nothing or cannot be read. */
export function recognizeFile(path: string): Recognized | undefined {
  try {
    const file = openSync(path, 'r');
    try {
      const start = Buffer.alloc(LOOKED_AT);
      return recognize(start.subarray(0, readSync(file, start, 0, LOOKED_AT, 0)));
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}
