import { DenseMatrix } from '../../data';
import { squareTiles } from '../../prepare/transport/nicheTiles';
import type { SpatiaInput } from './input';
import type { SpatiaConfig } from './settings';

/** Niches along each side of a tissue (SPATIA: 1,024 of 256 pixels). */
export const NICHES_ACROSS = 4;

/** Niches and tissues of the cells; niches are square tiles, tissues squares of 4 x 4 of them; none joins two sections. */
export interface Niches {
  readonly count: number;
  /** The niche of each cell. */
  readonly ofCell: Int32Array;
  /** Middle of each niche's tile [niches, 2], and its side, in the unit of the positions. */
  readonly middles: DenseMatrix;
  readonly side: number;
  /** A cell of each niche. */
  readonly member: Int32Array;
  readonly tissues: number;
  /** The tissue of each niche, and its place there: row and column, 0 to 3 [niches, 2]. */
  readonly tissue: Int32Array;
  readonly place: Int32Array;
}

/** Lays the tiles. @param input with points */
export function nichesOf({ section, points }: SpatiaInput, { nicheWidth }: SpatiaConfig): Niches {
  const { places, side, origin } = squareTiles(points!, nicheWidth === 'auto' ? undefined : nicheWidth);
  const numbers = new Map<string, number>();
  const tissues = new Map<string, number>();
  const [middles, member, tissue, place]: [number[][], number[], number[], number[]] = [[], [], [], []];
  const ofCell = Int32Array.from({ length: points!.rows }, (_, cell) => {
    const [row, column] = [places[2 * cell], places[2 * cell + 1]];
    const key = `${section[cell]} ${row} ${column}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, member.length);
    member.push(cell);
    middles.push([origin[0] + (column + 0.5) * side, origin[1] + (row + 0.5) * side]);
    const around = `${section[cell]} ${Math.floor(row / NICHES_ACROSS)} ${Math.floor(column / NICHES_ACROSS)}`;
    if (!tissues.has(around)) tissues.set(around, tissues.size);
    tissue.push(tissues.get(around)!);
    place.push(row % NICHES_ACROSS, column % NICHES_ACROSS);
    return member.length - 1;
  });
  return {
    count: member.length,
    ofCell,
    middles: DenseMatrix.fromRows(middles),
    side,
    member: Int32Array.from(member),
    tissues: tissues.size,
    tissue: Int32Array.from(tissue),
    place: Int32Array.from(place),
  };
}
