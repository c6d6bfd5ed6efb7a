import { decodeArray } from '../view/arrays';
import { COLOR_STOPS } from '../view/palette';
import { label, readable } from '../view/text';
import type { HeatmapPayload } from '../view/types';

/** Pixels across of a full dot. */
const FULL = 17;

/** The fields of a matrix as dots, their area by the sizes; puts the color scale into the layout. */
export function dotsTrace(layout: Record<string, unknown>, payload: HeatmapPayload): Record<string, unknown> {
  const [values, sizes] = [decodeArray(payload.values), decodeArray(payload.sizes!)];
  const width = payload.columns.length;
  const shown = Array.from(values.keys()).filter((at) => !Number.isNaN(values[at]!) && sizes[at]! > 0);
  const [title, sizeTitle] = [label(payload.valueTitle, 60), label(payload.sizeTitle ?? 'size', 60)];
  layout['coloraxis'] = {
    colorscale: COLOR_STOPS[payload.scale],
    cmin: payload.vmin,
    cmax: payload.vmax > payload.vmin ? payload.vmax : payload.vmin + 1,
    showscale: true,
    colorbar: { title: { text: title, side: 'right' }, thickness: 14 },
  };
  return {
    type: 'scatter',
    mode: 'markers',
    x: shown.map((at) => at % width),
    y: shown.map((at) => Math.floor(at / width)),
    marker: {
      size: shown.map((at) => FULL * Math.sqrt(sizes[at]!)),
      color: shown.map((at) => values[at]!),
      coloraxis: 'coloraxis',
      opacity: 1,
      line: { width: 0 },
    },
    text: shown.map((at) => {
      const [row, column] = [payload.rows[Math.floor(at / width)]!, payload.columns[at % width]!];
      return `<b>${label(row)}</b><br>${label(column)}<br>${title}: ${readable(values[at]!)}<br>${sizeTitle}: ${readable(Math.round(1000 * sizes[at]!) / 10)} %`;
    }),
    hovertemplate: '%{text}<extra></extra>',
    showlegend: false,
    cliponaxis: false,
  };
}
