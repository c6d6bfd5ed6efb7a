import { axis, baseLayout, CONFIG, type FigureOptions, type PlotlyFigure } from './layout';
import { decodeArray } from '../view/arrays';
import { palette } from '../view/palette';
import { label } from '../view/text';
import type { CurvePayload, CurveSeries } from '../view/types';

/** Line styles by turns, so that color is not the only thing that tells lines apart. */
const DASHES = ['solid', 'dash', 'dot', 'dashdot', 'longdash', 'longdashdot'];
/** Lines with fewer points than this have markers, so that a first epoch is seen. */
const FEW_POINTS = 25;

/** Lines with their bands, a legend entry each. */
export function curveFigure(payload: CurvePayload, options: FigureOptions): PlotlyFigure {
  const layout = baseLayout(payload, options, 340);
  const colors = palette(payload.series.length);
  layout['xaxis'] = axis(options, label(payload.xTitle, 80), {});
  layout['yaxis'] = axis(options, label(payload.yTitle, 80), { type: payload.yScale ?? 'linear' });
  layout['hovermode'] = 'x unified';
  layout['showlegend'] = payload.series.length > 1;
  const data = payload.series.flatMap((series, i) => {
    const style = { color: colors[i]!, dash: DASHES[i % DASHES.length]!, step: payload.step === true };
    return [...band(series, i, style), line(series, i, style)];
  });
  return { data, layout, config: CONFIG };
}

interface LineStyle {
  color: string;
  dash: string;
  step: boolean;
}

function line(series: CurveSeries, i: number, { color, dash, step }: LineStyle): Record<string, unknown> {
  const x = decodeArray(series.x);
  return {
    type: 'scatter',
    mode: x.length < FEW_POINTS && !step ? 'lines+markers' : 'lines',
    x,
    y: decodeArray(series.y),
    name: label(series.name),
    legendgroup: `s${i}`,
    line: { color, width: 2, dash, shape: step ? 'hv' : 'linear' },
    marker: { color, size: 5 },
    hovertemplate: `${label(series.name)}: %{y:.4~g}<extra></extra>`,
  };
}

function band({ x, low, high }: CurveSeries, i: number, { color, step }: LineStyle): Record<string, unknown>[] {
  if (!low || !high) return [];
  const edge = {
    type: 'scatter',
    mode: 'lines',
    x: decodeArray(x),
    legendgroup: `s${i}`,
    showlegend: false,
    hoverinfo: 'skip',
    line: { width: 0, shape: step ? 'hv' : 'linear' },
  };
  return [
    { ...edge, y: decodeArray(low) },
    { ...edge, y: decodeArray(high), fill: 'tonexty', fillcolor: `${color}33` },
  ];
}
