import { COLOR_STOPS } from '../view/palette';
import { label } from '../view/text';
import type { SpatialPanel } from '../view/types';

/** Pixels that a color bar takes beside the plot. */
export const COLOR_BAR = 92;

/** The panels that need a color bar: the first of those that are colored by the same values on the same scale. */
export function colorBars(panels: SpatialPanel[]): number[] {
  const keys = panels.map(({ color }) =>
    color.by === 'value' ? JSON.stringify([color.vmin, color.vmax, color.scale, color.unit]) : undefined,
  );
  const sameName = new Set(panels.map(({ color }) => color.name)).size === 1;
  return [...keys.keys()].filter((i) => keys[i] !== undefined && (!sameName || keys.indexOf(keys[i]) === i));
}

/** Adds the color axis of each panel, and the bars beside the plot and its legend. */
export function addColorBars(
  layout: Record<string, unknown>,
  panels: SpatialPanel[],
  bars: number[],
  plotWidth: number,
  legendWidth: number,
): void {
  panels.forEach(({ color }, i) => {
    if (color.by !== 'value') return;
    const title = label(color.unit ? `${color.name} (${color.unit})` : color.name);
    layout[`coloraxis${i === 0 ? '' : i + 1}`] = {
      colorscale: COLOR_STOPS[color.scale],
      cmin: color.vmin,
      cmax: color.vmax > color.vmin ? color.vmax : color.vmin + 1,
      showscale: bars.includes(i),
      colorbar: {
        title: { text: title, side: 'right' },
        thickness: 14,
        len: 1,
        lenmode: 'fraction',
        y: 1,
        yanchor: 'top',
        x: 1 + (12 + legendWidth + COLOR_BAR * bars.indexOf(i)) / plotWidth,
      },
    };
  });
}
