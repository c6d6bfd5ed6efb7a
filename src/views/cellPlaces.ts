import { type AnnData, coordinates } from '../data';
import { MICROMETER } from '../data/coordinates';
import { keptPixelSize } from '../data/pixelSize';
import { TissuebookError } from '../errors';

/** What positions are counted in. */
export type PlaceUnit = 'um' | 'px' | 'units';

/** Positions [nObs] as they are drawn. */
export interface Places {
  x: Float64Array;
  y: Float64Array;
  /** 'units' where the data do not say it. */
  unit: PlaceUnit;
}

/**
 * The cells' places in the unit in which they are shown.
 *
 * @throws TissuebookError 'missing-key' without positions, 'not-finite', 'invalid-argument' when pixelSize is given
 *   for positions that are in micrometres already
 */
export function cellPlaces(adata: AnnData, options: { unit?: PlaceUnit; pixelSize?: number }): Places {
  const { points, unit: said } = coordinates(adata);
  const unit = options.unit ?? unitOf(said);
  const { pixelSize = pixelSizeOf(adata, options) } = options;
  if (pixelSize !== undefined && unit === 'um') {
    throw new TissuebookError('invalid-argument', 'pixelSize: the positions are in micrometres already.', {
      argument: 'pixelSize',
      found: pixelSize,
      advice: "Leave it out, or say unit: 'px'.",
    });
  }
  const factor = pixelSize ?? 1;
  return {
    x: Float64Array.from({ length: points.rows }, (_, i) => points.get(i, 0) * factor),
    y: Float64Array.from({ length: points.rows }, (_, i) => points.get(i, 1) * factor),
    unit: pixelSize === undefined ? unit : 'um',
  };
}

/** Micrometers in a unit of the positions: what the call says, else what is kept with the data, unless the call says another unit. */
export function pixelSizeOf(
  adata: AnnData,
  { unit, pixelSize }: { unit?: PlaceUnit; pixelSize?: number },
): number | undefined {
  // prettier-ignore
  return pixelSize ?? (unit === undefined ? keptPixelSize(adata) : undefined);
}

const PIXEL = /^(px|pixels?)$/i;

/** A unit that is not known is not guessed: a distance in pixels would be taken for one that was measured. */
function unitOf(said: string | undefined): PlaceUnit {
  if (said === undefined) return 'units';
  return MICROMETER.test(said) ? 'um' : PIXEL.test(said) ? 'px' : 'units';
}
