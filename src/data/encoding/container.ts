import type { Values } from './values';

/** What a path leads to. Links, soft or external, are not followed. */
export type ObjectKind = 'group' | 'dataset' | 'link' | 'other' | 'none';

/** From the first up to, not including, the second. */
export type Range = readonly [number, number];

/**
 * Groups and arrays by path ("/obs/cell_type") with attributes, as HDF5 and zarr keep them: what an AnnData is read from.
 * Every value is checked before memory is taken for it.
 */
export interface Container {
  /** For messages. */
  readonly name: string;
  /** What is at a path, without following links. */
  kind(path: string): ObjectKind;
  /** The names in a group. */
  keys(path: string): readonly string[];
  /** Tells objects apart: two paths with one identity lead to the same object. */
  identity(path: string): string;
  /** An attribute's values; undefined when there is none. */
  attribute(path: string, name: string): Values | undefined;
  /** An attribute of one text; undefined when there is none. */
  text(path: string, name: string): string | undefined;
  /** The shape of an array, null where it holds nothing; the shape of its chunks, where it has any; bytes of a value. */
  describe(path: string): { shape: number[] | null; chunks?: readonly number[] | null; size?: number };
  /**
   * The values of an array of numbers, text, truth values or records; row-major.
   *
   * @param rows read only these rows of the first dimension
   * @param columns read only these columns of the second one
   * @throws TissuebookError 'unsupported-filter', 'too-large', 'corrupt', 'unsupported-encoding'
   */
  read(path: string, rows?: Range, columns?: Range): Values;
  /** Takes memory off what reading may use: for values that grow when they are unpacked. */
  reserve(path: string, bytes: number): void;
  /** A path with the container's name, for messages. */
  at(path: string): string;
}
