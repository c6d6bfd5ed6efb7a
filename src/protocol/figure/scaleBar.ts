import { readable } from '../view/text';
import type { SpatialPayload } from '../view/types';

/** A scale bar as plotly draws it: a line and its length in words. */
export interface ScaleBar {
  shape: Record<string, unknown>;
  annotation: Record<string, unknown>;
}

/** The printed name of a unit. */
export const UNIT_NAMES: Record<SpatialPayload['unit'], string> = { um: 'µm', px: 'px', units: 'units' };

/**
 * A bar of a round length, near a fifth of the visible width, in the lower left corner of what is visible.
 *
 * @param axis '' for the first panel, '2' for the second ...
 * @param xRange, yRange the visible ranges; y from bottom to top, so that the larger value comes first
 */
export function scaleBar(
  axis: string,
  xRange: [number, number],
  yRange: [number, number],
  unit: SpatialPayload['unit'],
  { text: color, background }: { text: string; background: string },
): ScaleBar {
  const width = Math.abs(xRange[1] - xRange[0]) || 1;
  const length = roundLength(width / 5);
  const left = Math.min(...xRange) + 0.03 * width;
  const y = yRange[0] + 0.035 * (yRange[1] - yRange[0]);
  const refs = { xref: `x${axis}`, yref: `y${axis}` };
  const micro = unit === 'um' && length >= 1000;
  return {
    shape: { type: 'line', ...refs, x0: left, x1: left + length, y0: y, y1: y, line: { color, width: 3 } },
    annotation: {
      ...refs,
      x: left,
      y,
      text: micro ? `${readable(length / 1000)} mm` : `${readable(length)} ${UNIT_NAMES[unit]}`,
      showarrow: false,
      xanchor: 'left',
      yshift: 2,
      bgcolor: background,
      opacity: 0.85,
      borderpad: 1,
      yanchor: 'bottom',
      font: { color, size: 11 },
    },
  };
}

/** 1, 2 or 5 times a power of ten, the largest that is not above `length`. */
export function roundLength(length: number): number {
  const power = 10 ** Math.floor(Math.log10(length));
  const digit = [5, 2, 1].find((each) => each * power <= length * (1 + 1e-9)) ?? 1;
  return Number((digit * power).toPrecision(1));
}
