import { barsFigure } from './bars';
import { curveFigure } from './curve';
import { heatmapFigure } from './heatmap';
import type { FigureOptions, PlotlyFigure } from './layout';
import { spaceFigure } from './space';
import { spatialFigure } from './spatial';
import { violinFigure } from './violin';
import type { ViewPayload } from '../view/types';

/**
 * The plotly figure of a payload: traces with typed arrays, layout and configuration. Pure: the kernel side puts it
 * into the notebook for programs without our renderer, and the renderer draws it. All text is escaped for plotly.
 *
 * @param payload one that passed checkView
 */
export function plotlyFigure(payload: ViewPayload, options: FigureOptions = {}): PlotlyFigure {
  switch (payload.kind) {
    case 'spatial':
      return payload.space ? spaceFigure(payload, options) : spatialFigure(payload, options);
    case 'curve':
      return curveFigure(payload, options);
    case 'heatmap':
      return heatmapFigure(payload, options);
    case 'bars':
      return barsFigure(payload, options);
    case 'violin':
      return violinFigure(payload, options);
  }
}
