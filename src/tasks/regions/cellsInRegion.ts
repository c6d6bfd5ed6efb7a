import { type AnnData, coordinates, findSections, regionOf, type TissueRegion, valuesOf } from '../../data';
import { insideOutline } from '../../protocol';
import type { RegionName } from '../../names';

/**
 * The cells of a region, by number, in rising order: those inside of an outer ring and of no hole in it, and of the region's section where it
 * names one.
 *
 * @param region a region, or the name of one that is kept with the data
 * @throws TissuebookError 'missing-key' (no region of the name, no positions)
 */
export function cellsInRegion(adata: AnnData, region: RegionName | TissueRegion): Int32Array {
  const { pieces, section } = typeof region === 'string' ? regionOf(adata, region) : region;
  const { points } = coordinates(adata);
  const [x, y] = [points.column(0), points.column(1)];
  const inside = new Uint8Array(adata.nObs);
  for (const rings of pieces) {
    // By the even-odd rule: a cell in a hole lies in two rings.
    const within = rings.map((ring) => insideOutline(ring, x, y));
    for (let cell = 0; cell < inside.length; cell++) {
      let odd = 0;
      for (const one of within) odd ^= one[cell]!;
      inside[cell]! |= odd;
    }
  }
  const sections = section === undefined ? undefined : findSections(adata);
  const names = sections === undefined ? undefined : valuesOf(adata.obs.get(sections));
  return Int32Array.from(inside.keys()).filter((cell) => inside[cell] && (!names || String(names[cell]) === section));
}
