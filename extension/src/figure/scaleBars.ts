import { type FigureTheme, scaleBar, type SpatialPayload, type ViewPayload } from '../../../src/protocol';
import type { Plotly, PlotlyElement } from './plotlyTypes';

type Axis = { range?: [number, number] } | undefined;

/** Keeps each panel's scale bar in the corner, and its length round, while the reader zooms. */
export function followZoom(plotly: Plotly, drawn: PlotlyElement, payload: ViewPayload, theme: FigureTheme): void {
  drawn.removeAllListeners('plotly_relayout');
  if (payload.kind !== 'spatial' || payload.axes || payload.space) return;
  drawn.on('plotly_relayout', (changes) => {
    // Our own relayout below changes shapes only, so that this does not go round in circles.
    if (!Object.keys(changes).some((name) => /axis\d*\.(range|autorange)/.test(name))) return;
    void plotly.relayout(drawn, scaleBars(payload, drawn.layout, theme));
  });
}

/** The changes of a layout that put the scale bars right; each panel's come first among shapes and annotations. */
export function scaleBars(
  payload: SpatialPayload,
  layout: Record<string, unknown>,
  theme: FigureTheme,
): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  payload.panels.forEach((_, i) => {
    const id = i === 0 ? '' : String(i + 1);
    const [x, y] = [layout[`xaxis${id}`] as Axis, layout[`yaxis${id}`] as Axis];
    if (!x?.range || !y?.range) return;
    const bar = scaleBar(id, x.range, y.range, payload.unit, theme);
    changes[`shapes[${i}]`] = bar.shape;
    changes[`annotations[${i}]`] = bar.annotation;
  });
  return changes;
}
