import { heading } from '../view/text';
import type { SectionImage, ViewPayload } from '../view/types';

/** Colors of the page around a figure. */
export interface FigureTheme {
  text: string;
  grid: string;
  background: string;
  font: string;
}

/** How a figure is drawn; what it says is in the payload. */
export interface FigureOptions {
  /** Title and caption inside the picture, for programs that show nothing else. Default false. */
  titles?: boolean;
  /** Default: dark on white. */
  theme?: FigureTheme;
  /** Pixels from left to right that there are; a tissue takes what it needs. Default 960. */
  width?: number;
  /** The points of a tissue are drawn by somebody else: the figure is their frame, with axes and legend. Default false. */
  pointsApart?: boolean;
  /** Legend and color scales stand beside the figure, on the page. Default false. */
  legendApart?: boolean;
  /** Marker shapes change with every seven colors, for readers who tell few colors apart. Default: what the payload says. */
  shapes?: boolean;
  /** Without what the pointer shows: for a picture that nobody points at. Default false. */
  still?: boolean;
  /** [nCells]: 1 for selected cells, shown in views whose marks stand for cells. Default: nothing is selected. */
  selected?: Uint8Array;
  /** Makes a picture's address of an image's pixels; left out, images are not drawn. */
  imageSource?: (image: SectionImage) => string;
  /** Which of the cells with a picture is read, by its place among them: it and those most like it are marked. */
  pair?: number;
  /** How strongly images are shown, 0 to 1. Default 1. */
  imageOpacity?: number;
}

/** Traces, layout and configuration as Plotly.react takes them. */
export interface PlotlyFigure {
  data: Record<string, unknown>[];
  layout: Record<string, unknown>;
  config: Record<string, unknown>;
}

/** The theme of pictures that stand alone. */
export const PAGE_THEME: FigureTheme = {
  text: '#333333',
  grid: '#e3e3e3',
  background: '#ffffff',
  font: 'system-ui, sans-serif',
};

/** Behavior that all figures share: nothing leaves the page, and a double click goes back to the first view. */
export const CONFIG: Record<string, unknown> = {
  displaylogo: false,
  showSendToCloud: false,
  showEditInChartStudio: false,
  plotlyServerURL: '',
  responsive: true,
  doubleClick: 'reset',
  modeBarButtonsToRemove: ['autoScale2d', 'toImage', 'select2d', 'lasso2d'],
};

/** The layout that all figures begin with. `height` is that of the plot in pixels, without titles. */
export function baseLayout(payload: ViewPayload, options: FigureOptions, height: number): Record<string, unknown> {
  const theme = options.theme ?? PAGE_THEME;
  const layout: Record<string, unknown> = {
    height,
    font: { family: theme.font, size: 12, color: theme.text },
    paper_bgcolor: theme.background,
    plot_bgcolor: theme.background,
    margin: { l: 64, r: 16, t: 28, b: 52 },
    hoverlabel: { align: 'left', font: { family: theme.font } },
    legend: { itemsizing: 'constant', font: { size: 11 }, tracegroupgap: 0 },
    // The same id keeps zoom and legend choices when a live view is drawn again.
    uirevision: payload.id,
  };
  if (options.titles) addTitles(layout, payload, height);
  return layout;
}

function addTitles(layout: Record<string, unknown>, payload: ViewPayload, height: number): void {
  const title = heading(payload.title, 80);
  const caption = heading(payload.caption, 110);
  const lines = (text: string): number => (text ? text.split('<br>').length : 0);
  const top = 34 + 21 * lines(title) + 16 * lines(caption);
  layout['title'] = {
    text: title,
    x: 0.01,
    xanchor: 'left',
    yref: 'container',
    y: 1,
    yanchor: 'top',
    pad: { t: 12 },
    font: { size: 16 },
    subtitle: { text: caption, font: { size: 12 } },
  };
  Object.assign(layout['margin'] as object, { t: top });
  layout['height'] = height + top - 28;
}

/** An axis in the theme's colors. `title` must be escaped. */
export function axis(options: FigureOptions, title: string, more: Record<string, unknown>): Record<string, unknown> {
  const theme = options.theme ?? PAGE_THEME;
  return {
    title: { text: title, standoff: 8 },
    gridcolor: theme.grid,
    linecolor: theme.grid,
    zeroline: false,
    automargin: true,
    ...more,
  };
}

/** Ticks for named positions 0, 1, 2 ...: at most `most` of them, evenly thinned. Names must be escaped. */
export function namedTicks(names: string[], most: number): Record<string, unknown> {
  const every = Math.max(1, Math.ceil(names.length / most));
  const tickvals = names.map((_, i) => i).filter((i) => i % every === 0);
  return { tickmode: 'array', tickvals, ticktext: tickvals.map((i) => names[i]) };
}
