import { Random } from '../../random';
import { paddedSequences, type PaddedSequences } from '../training/paddedSequences';
import { drawTiles } from '../training/tiles';
import type { SpaformerConfig } from './config';
import type { Tissue } from './tissue';

/** Most cells of a field where the size is 'auto' (ours): of a tissue without fields of view, and of one with. */
const TILE = 1000;
const FIELD = 4096;

/** The cells of a tissue in fields of view, each a sequence of tokens with padding behind. */
export interface Fields extends PaddedSequences {
  /** Edges of each field as places in it, listed by their second end. */
  readonly edges: readonly { readonly src: Int32Array; readonly dst: Int32Array }[];
  /** What the lists of edges are padded to. */
  readonly edgeRoom: number;
}

/** How fields are padded: to what multiples of cells and edges. Default 64 (ours). */
export interface Padding {
  multiple?: number;
}

/**
 * Cuts the given cells into fields of view. One that is too large is cut into contiguous tiles of about equal size. Edges between
 * fields are left out, and so is everything that belongs to other cells.
 */
export function fieldsOf(
  tissue: Tissue,
  cells: Int32Array,
  config: SpaformerConfig,
  { multiple = 64 }: Padding = {},
): Fields {
  const sequences = paddedSequences(groupsOf(tissue, cells, config), { multiple, spare: 1 });
  const place = new Int32Array(tissue.cells).fill(-1);
  sequences.cells.forEach((cell, at) => cell >= 0 && (place[cell] = at));
  const edges = Array.from({ length: sequences.sequences }, (_, field) => edgesIn(tissue, sequences, place, field));
  const most = edges.reduce((longest, { src }) => Math.max(longest, src.length), 1);
  return { ...sequences, edges, edgeRoom: Math.ceil(most / multiple) * multiple };
}

/** Most cells of a sequence. */
export function fieldSizeOf({ fieldSize, section }: SpaformerConfig): number {
  if (fieldSize !== 'auto') return Math.round(fieldSize);
  return section === '' ? TILE : FIELD;
}

function groupsOf({ points, section }: Tissue, cells: Int32Array, config: SpaformerConfig): Int32Array[] {
  const size = fieldSizeOf(config);
  const groups = new Map<number, number[]>();
  for (const cell of cells) {
    const group = groups.get(section[cell]!);
    if (group) group.push(cell);
    else groups.set(section[cell]!, [cell]);
  }
  return Array.from(groups.values(), (group) => Int32Array.from(group)).flatMap((group) => {
    if (group.length <= size) return [group];
    const even = Math.ceil(group.length / Math.ceil(group.length / size));
    const tiles = drawTiles({ points, section }, group, even, new Random(0));
    return tiles.map((places) => places.map((at) => group[at]!).sort());
  });
}

function edgesIn(
  { graph }: Tissue,
  { cells, length }: PaddedSequences,
  place: Int32Array,
  field: number,
): { src: Int32Array; dst: Int32Array } {
  const from = field * length;
  const [src, dst]: [number[], number[]] = [[], []];
  for (let at = from; at < from + length && cells[at]! >= 0; at++) {
    for (const other of graph.neighbors(cells[at]!)) {
      const near = place[other]! - from;
      if (place[other]! < 0 || near < 0 || near >= length) continue;
      src.push(near);
      dst.push(at - from);
    }
  }
  return { src: Int32Array.from(src), dst: Int32Array.from(dst) };
}
