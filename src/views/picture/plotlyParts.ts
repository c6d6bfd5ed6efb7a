/** The parts of our plotly figures that a picture is drawn of: what src/protocol/figure writes, no more. */

export type Numbers = ArrayLike<number>;
export type Range = readonly [number, number];
export type Stops = readonly (readonly [number, string])[];

export interface Titled {
  title?: { text?: string };
}

export interface Trace {
  type?: 'scatter' | 'scattergl' | 'scatter3d' | 'bar' | 'heatmap' | 'violin';
  mode?: string;
  name?: string;
  x?: Numbers;
  y?: Numbers;
  z?: Numbers & ArrayLike<unknown>;
  xaxis?: string;
  yaxis?: string;
  scene?: string;
  showlegend?: boolean;
  legendgrouptitle?: { text?: string };
  marker?: {
    size?: number | Numbers;
    color?: string | Numbers;
    symbol?: string;
    coloraxis?: string;
    pattern?: { shape?: string };
  };
  line?: { color?: string; width?: number; dash?: string; shape?: string };
  fill?: string;
  fillcolor?: string;
  orientation?: string;
  error_x?: Errors;
  error_y?: Errors;
  zmin?: number;
  zmax?: number;
  colorscale?: Stops;
  colorbar?: ColorBar;
}

export interface Errors {
  array: Numbers;
  arrayminus: Numbers;
}

export interface ColorBar extends Titled {
  x?: number;
}

export interface AxisLayout extends Titled {
  domain?: Range;
  range?: Range;
  type?: string;
  tickvals?: readonly number[];
  ticktext?: readonly string[];
  tickangle?: number;
  nticks?: number;
  showgrid?: boolean;
  showline?: boolean;
  ticks?: string;
}

export interface ColorAxis {
  colorscale: Stops;
  cmin: number;
  cmax: number;
  showscale?: boolean;
  colorbar?: ColorBar;
}

export interface Line {
  xref: string;
  yref: string;
  x0: number;
  x1: number;
  y0: number;
  y1: number;
  line: { color: string; width: number };
}

export interface Annotation {
  xref: string;
  yref: string;
  x: number;
  y: number;
  text: string;
  yanchor?: string;
  bgcolor?: string;
  font?: { size?: number };
  /** An arrow from ax, ay to x, y, both on the same axes. */
  axref?: string;
  ax?: number;
  ay?: number;
  arrowwidth?: number;
  arrowcolor?: string;
  standoff?: number;
  startstandoff?: number;
}

export interface Scene {
  domain: { x: Range; y: Range };
  aspectratio: { x: number; y: number; z: number };
  xaxis: Titled;
  yaxis: Titled & { autorange?: string };
  zaxis: Titled;
  camera: { eye: { x: number; y: number; z: number } };
}

export interface Layout {
  width?: number;
  height: number;
  margin: { l: number; r: number; t: number; b: number };
  title?: { text: string; subtitle: { text: string } };
  legend: { x?: number; title?: { text: string } };
  showlegend?: boolean;
  barmode?: string;
  shapes?: readonly Line[];
  annotations?: readonly Annotation[];
  [name: string]: unknown;
}

/** What plotly shows for a label: our entities as the characters that they stand for, without tags; a line each. */
export function plainLines(text: string): string[] {
  return text
    .split('<br>')
    .map((line) =>
      line.replace(/<\/?b>/g, '').replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))),
    );
}

/** The same for a label of one line. */
export function plain(text: string | undefined): string {
  return plainLines(text ?? '').join(' ');
}
