import { TissuebookError } from '../errors';
import { checkArgument, number } from '../options';
import type { AnnData } from './annData';
import { checkAnnData } from './checkAnnData';
import { MICROMETER } from './coordinates';
import { unsAt } from './uns';

/** Where the size of a unit of the positions is kept in uns, in micrometers. */
export const PIXEL_SIZE_KEY = 'spatial_pixel_size';

/**
 * Keeps with the data how many micrometers a unit of their positions is, for positions in pixels or in a unit that the file does not say: uns['spatial_pixel_size']. Figures then show
 * micrometers. Positions that are micrometers (1) are called so in uns['spatial_unit'].
 *
 * @throws TissuebookError 'invalid-argument' (no positive number; positions that are micrometers already)
 *
 * @example
 * keepPixelSize(cosmx, 0.12028);
 */
export function keepPixelSize(adata: AnnData, micrometers: number): void {
  checkAnnData('keepPixelSize', 'adata', adata);
  checkArgument('keepPixelSize', 'micrometers', micrometers, number(1e-6, 1e6));
  const unit = unsAt(adata.uns, 'spatial_unit');
  if (typeof unit === 'string' && MICROMETER.test(unit) && micrometers !== 1) {
    throw new TissuebookError('invalid-argument', 'keepPixelSize: the positions are in micrometers already.', {
      argument: 'micrometers',
      found: micrometers,
      advice: "If they are not, say so first: adata.uns.set('spatial_unit', 'pixels').",
    });
  }
  if (micrometers === 1) {
    adata.uns.set('spatial_unit', 'micrometers');
    adata.uns.delete(PIXEL_SIZE_KEY);
  } else adata.uns.set(PIXEL_SIZE_KEY, micrometers);
}

/** Micrometers in a unit of the positions, where that is kept with data whose positions are not in micrometers. */
export function keptPixelSize({ uns }: Pick<AnnData, 'uns'>): number | undefined {
  const unit = unsAt(uns, 'spatial_unit');
  if (typeof unit === 'string' && MICROMETER.test(unit)) return undefined;
  const size = unsAt(uns, PIXEL_SIZE_KEY);
  return typeof size === 'number' && size > 0 && Number.isFinite(size) ? size : undefined;
}
