/** Cells in sequences of one length, for networks whose tokens are cells: a field of view, a batch, a sample each. */
export interface PaddedSequences {
  /** [sequences, length] numbers of the cells; -1 for padding, which is behind the cells of a sequence. */
  readonly cells: Int32Array;
  /** [sequences, length] 1 for a cell, 0 for padding: the token mask of the attention. */
  readonly mask: Float32Array;
  readonly sequences: number;
  readonly length: number;
}

/** How cells are put into sequences. */
export interface PaddedSequencesOptions {
  /** Longest sequence; a larger group is cut into several of about equal length. Whole groups unless given. */
  longest?: number;
  /** Lengths are rounded up to a multiple of this, so that few shapes are compiled. Default 64 (ours). */
  multiple?: number;
  /** Padding that even the longest sequence has behind it: a place for what belongs to no cell. Default 0. */
  spare?: number;
}

/**
 * Puts the cells of each group behind each other in sequences of one length.
 *
 * @param groups cells of each field of view, by number, each group in the order that its tokens are to have
 */
export function paddedSequences(
  groups: readonly Int32Array[],
  { longest = Infinity, multiple = 64, spare = 0 }: PaddedSequencesOptions = {},
): PaddedSequences {
  const parts = groups.filter((group) => group.length > 0).flatMap((group) => cut(group, longest));
  const most = parts.reduce((length, part) => Math.max(length, part.length), 1);
  const length = Math.ceil((most + spare) / multiple) * multiple;
  const cells = new Int32Array(parts.length * length).fill(-1);
  const mask = new Float32Array(parts.length * length);
  parts.forEach((part, row) => {
    cells.set(part, row * length);
    mask.fill(1, row * length, row * length + part.length);
  });
  return { cells, mask, sequences: parts.length, length };
}

function cut(group: Int32Array, longest: number): Int32Array[] {
  const parts = Math.max(1, Math.ceil(group.length / longest));
  return Array.from({ length: parts }, (_, part) =>
    group.subarray(Math.round((part * group.length) / parts), Math.round(((part + 1) * group.length) / parts)),
  );
}
