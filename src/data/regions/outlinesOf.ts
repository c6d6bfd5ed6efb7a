import type { Corner, TissueRegion } from './tissueRegion';

/**
 * The outer rings of regions as pictures take them: spatialView(tumor, { regions: outlinesOf(regionsOf(tumor)) }). Further pieces of a region
 * are numbered.
 */
export function outlinesOf(regions: readonly TissueRegion[]): { name: string; corners: readonly Corner[] }[] {
  return regions.flatMap(({ name, pieces }) =>
    pieces.map(([corners], i) => ({ name: i === 0 ? name : `${name} (${i + 1})`, corners: corners! })),
  );
}
