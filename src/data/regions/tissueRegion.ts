import { TissuebookError } from '../../errors';

/** A corner [x, y], in the unit of the data's positions. */
export type Corner = readonly [x: number, y: number];

/** A part of tissue that somebody drew and named: pieces, each an outer ring and the rings of its holes. Rings close themselves. */
export interface TissueRegion {
  name: string;
  /** pieces[i][0] is an outer ring, the others of pieces[i] are holes in it. */
  pieces: readonly (readonly (readonly Corner[])[])[];
  /** '#rrggbb'. */
  color?: string;
  /** What it is of, as QuPath's classification says: 'Tumor'. */
  kind?: string;
  /** The section it lies in, where data hold several. */
  section?: string;
}

/** Most regions, and most corners of all together, that one file or data set may hold (ours). */
export const MOST_REGIONS = 10_000;
export const MOST_CORNERS = 5_000_000;

/**
 * A region whose parts are sound.
 *
 * @param where who asks, for the error
 * @throws TissuebookError 'invalid-argument' (no name, no ring of three corners, a corner that is not finite), 'too-large'
 */
export function checkRegion(where: string, region: TissueRegion): TissueRegion {
  const { name, pieces, color } = region;
  const wrong = (what: string, found: unknown): TissuebookError =>
    new TissuebookError('invalid-argument', `${where}: ${what}`, {
      argument: 'region',
      found,
      advice: 'A region is { name, pieces: [[[[x, y], ...], hole, ...], ...] }, or { name, corners: [[x, y], ...] }.',
    });
  if (typeof name !== 'string' || name.trim() === '') throw wrong('a region needs a name.', name);
  if (!Array.isArray(pieces) || pieces.length === 0 || pieces.some((rings) => !Array.isArray(rings) || !rings.length))
    throw wrong(`region "${name}" has no outline.`, pieces);
  let corners = 0;
  for (const ring of pieces.flat()) {
    corners += ring.length;
    if (corners > MOST_CORNERS) {
      throw new TissuebookError('too-large', `${where}: region "${name}" has more than ${MOST_CORNERS} corners.`, {
        argument: 'region',
      });
    }
    if (ring.length < 3) throw wrong(`a ring of region "${name}" has fewer than three corners.`, ring.length);
    const bad = ring.find((corner: readonly number[]) => corner.length !== 2 || !corner.every(Number.isFinite));
    if (bad) throw wrong(`a corner of region "${name}" is no pair of finite numbers.`, bad);
  }
  if (color !== undefined && !/^#[0-9a-f]{6}$/i.test(color)) throw wrong(`"${color}" is no color like #d55e00.`, color);
  return region;
}
