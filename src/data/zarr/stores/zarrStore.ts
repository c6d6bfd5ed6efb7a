import { TissuebookError } from '../../../errors';
import type { ZarrNode } from '../nodes';

/** Some of the bytes of a file: all, from a place on, or the last ones. */
export type Part = 'whole' | { offset: number; length: number } | { suffixLength: number };

/** Takes memory for bytes, or throws. */
export type Afford = (bytes: number) => void;

/** The files of a zarr group by their keys ('/X/data/0'): a folder, a zip archive, what lies at an address. */
export interface ZarrStore {
  /** For messages. */
  readonly name: string;
  /** How many chunks are asked for at a time: several where each has a way to go. */
  readonly parallel: number;
  /**
   * All groups and arrays by their paths, '/' first.
   *
   * @param within tells whether a group's members are wanted
   * @throws TissuebookError 'file-not-found', 'unsupported-encoding' (no zarr group), 'corrupt', 'too-large', 'download-failed'
   */
  nodes(within?: (path: string) => boolean): Promise<Map<string, ZarrNode>>;
  /** Tells the array at a path from one that was written in its place later, where the store can. */
  stamp?(path: string): string;
  /** Undefined where there is no file: its values are then the fill value of the array. */
  read(key: string, part: Part, afford: Afford): Promise<Uint8Array | undefined>;
}

/** Where data came from: kept in uns, so that receipts name it. */
export interface StoreOrigin {
  /** The address without its query, or the file's name. */
  address: string;
  /** What `sha256` is of: 'consolidated metadata', 'directory of the archive'. */
  of: string;
  sha256: string;
}

/** First byte and length of a part of a file. @throws TissuebookError 'corrupt' when it lies outside */
export function placeOf(part: Part, size: number, where: string): readonly [number, number] {
  if (part === 'whole') return [0, size];
  const [from, length] = 'suffixLength' in part ? [size - part.suffixLength, part.suffixLength] : [part.offset, part.length]; // prettier-ignore
  if (from >= 0 && length >= 0 && from + length <= size) return [from, length];
  throw new TissuebookError('corrupt', `A part of ${where} lies outside of its file.`, { argument: where });
}
