import { PAGE_THEME, plotlyFigure, type ViewPayload } from '../../../src/protocol';
import { element } from '../dom';
import { addTiles } from '../images/imageLayer';
import { dotPictures } from '../transcripts/transcriptPlace';
import { imageSource } from './imageSource';
import type { PointLayer } from '../points/pointLayer';
import { applyLook, readLook } from './look';
import { PointSizes } from './pointSizes';
import type { Plotly, PlotlyElement } from './plotlyTypes';
import { scaleBars } from './scaleBars';

/** Pixels of a PNG for each pixel on the page: enough for print at the figure's size. */
const PNG_SCALE = 3;

/** Saves a picture as it looks now, with its title and on white, as a file of the browser's downloads. */
export async function saveImage(
  plotly: Plotly,
  payload: ViewPayload,
  drawn: PlotlyElement,
  { format, points, shapes }: { format: 'png' | 'svg'; points: PointLayer | undefined; shapes: boolean },
): Promise<void> {
  const imageOpacity = (drawn.layout['images'] as { opacity?: number }[] | undefined)?.[0]?.opacity ?? 1;
  const room = Math.max(500, drawn.clientWidth);
  const pointsApart = points !== undefined;
  const options = { titles: true, theme: PAGE_THEME, width: room, imageSource, imageOpacity, pointsApart, shapes };
  const figure = plotlyFigure(payload, options);
  const sizes = new PointSizes();
  sizes.note(figure.data, figure.layout);
  applyLook(figure, readLook(drawn));
  sizes.fit(figure.data, figure.layout);
  if (payload.kind === 'spatial' && !payload.axes && !payload.space) moveScaleBars(payload, figure.layout);
  addTiles(drawn, figure.layout);
  addPictures([...(points ? await points.pictures(PNG_SCALE) : []), ...dotPictures(drawn, PNG_SCALE)], figure.layout);
  const { width = room, height } = figure.layout as { width?: number; height: number };
  const url = await plotly.toImage(
    { ...figure, config: { ...figure.config, responsive: false } },
    { format, width, height, scale: format === 'png' ? PNG_SCALE : 1 },
  );
  element('a', { attributes: { href: url, download: `${fileName(payload.title)}.${format}` } }).click();
}

/** Points that plotly does not draw are a picture over its frame: PNG and SVG alike then hold pixels. */
function addPictures(pictures: Awaited<ReturnType<PointLayer['pictures']>>, layout: Record<string, unknown>): void {
  const placed = pictures.map(({ panel, source, x, y }) => ({
    source,
    xref: panel === 0 ? 'x' : `x${panel + 1}`,
    yref: panel === 0 ? 'y' : `y${panel + 1}`,
    x: x[0],
    y: y[1],
    sizex: x[1]! - x[0]!,
    sizey: Math.abs(y[1]! - y[0]!),
    xanchor: 'left',
    yanchor: 'top',
    sizing: 'stretch',
    layer: 'above',
  }));
  layout['images'] = [...((layout['images'] as unknown[] | undefined) ?? []), ...placed];
}

function moveScaleBars(payload: Extract<ViewPayload, { kind: 'spatial' }>, layout: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(scaleBars(payload, layout, PAGE_THEME))) {
    const [, list, index] = /^(\w+)\[(\d+)\]$/.exec(name)!;
    (layout[list!] as unknown[])[Number(index)] = value;
  }
}

function fileName(title: string): string {
  return (
    title
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 80) || 'figure'
  );
}
