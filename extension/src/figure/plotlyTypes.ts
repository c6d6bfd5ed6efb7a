type Fields = Record<string, unknown>;

/** An element that plotly has drawn into. */
export interface PlotlyElement extends HTMLElement {
  data: Fields[];
  layout: Fields;
  on(event: string, listener: (detail: Fields) => void): void;
  removeListener(event: string, listener: (detail: Fields) => void): void;
  removeAllListeners(event: string): void;
}

/** The functions of plotly that we call. */
export interface Plotly {
  react(node: HTMLElement, data: Fields[], layout: Fields, config: Fields): Promise<PlotlyElement>;
  relayout(node: HTMLElement, changes: Fields): Promise<PlotlyElement>;
  restyle(node: HTMLElement, changes: Fields, traces?: number[]): Promise<PlotlyElement>;
  purge(node: HTMLElement): void;
  toImage(figure: { data: Fields[]; layout: Fields; config: Fields }, options: Fields): Promise<string>;
  Plots: { resize(node: HTMLElement): Promise<void> };
}
