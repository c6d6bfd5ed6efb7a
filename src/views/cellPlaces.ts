import { type AnnData, coordinates } from '../data';
import { MICROMETER } from '../data/coordinates';
import { TissuebookError } from '../errors';

/** Positions [nObs] as they are drawn. */
export interface Places {
  x: Float64Array;
  y: Float64Array;
  unit: 'um' | 'px';
}

/**
 * The cells' places in the unit in which they are shown.
 *
 * @throws TissuebookError 'missing-key' without positions, 'not-finite', 'invalid-argument' when pixelSize is given
 *   for positions that are in micrometres already
 */
export function cellPlaces(adata: AnnData, options: { unit?: 'um' | 'px'; pixelSize?: number }): Places {
  const { points, unit: said } = coordinates(adata);
  const unit = options.unit ?? (said !== undefined && MICROMETER.test(said) ? 'um' : 'px');
  const { pixelSize } = options;
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
