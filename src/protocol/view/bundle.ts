import { plotlyFigure } from '../figure/plotlyFigure';
import { encodeFigure } from '../figure/encodeFigure';
import type { MimeBundle } from '../kernel/kernelApi';
import { PLOTLY_MIME, VIEW_MIME, type ViewPayload } from './types';

/** More points than this make a plotly figure of many megabytes in the notebook file: it is then left out. */
export const MAX_PLOTLY_POINTS = 100_000;

/**
 * What a notebook cell shows for a view: the payload for our renderer, a plotly figure for other programs, and text.
 * The payload must have passed checkView, or come from a builder of src/views.
 */
export function viewBundle(payload: ViewPayload): MimeBundle {
  const bundle: MimeBundle = { [VIEW_MIME]: payload };
  if (countPoints(payload) <= MAX_PLOTLY_POINTS) {
    bundle[PLOTLY_MIME] = encodeFigure(plotlyFigure(payload, { titles: true }));
  }
  bundle['text/plain'] = viewText(payload);
  return bundle;
}

/** What a terminal shows of a view. */
export function viewText({ title, description }: ViewPayload): string {
  return [title, description].filter(Boolean).join('\n');
}

/** Marks that a view draws: points, corners of lines, fields or bars. */
export function countPoints(payload: ViewPayload): number {
  switch (payload.kind) {
    case 'spatial':
      return payload.panels.reduce((sum, panel) => sum + panel.x.shape[0]!, 0);
    case 'curve':
      return payload.series.reduce((sum, line) => sum + line.x.shape[0]!, 0);
    case 'violin':
      return payload.values.shape[0]!;
    case 'heatmap':
      return payload.rows.length * payload.columns.length;
    case 'bars':
      return payload.groups.length * payload.series.length;
  }
}
