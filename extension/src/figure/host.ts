import type { FigureTheme } from '../../../src/protocol';
import type { Plotly } from './plotlyTypes';

/** Translations as JupyterLab's TranslationBundle gives them: `%1` stands for the first argument. */
export interface Translations {
  __(text: string, ...args: (string | number)[]): string;
}

/** Where a figure lives: JupyterLab, or a page of its own. */
export interface FigureHost {
  readonly trans: Translations;
  /** Colours and font of the page around. */
  theme(): FigureTheme;
  /** The plotting library, loaded when the first figure is drawn. */
  plotly(): Promise<Plotly>;
  /** Whether the wheel zooms a picture; otherwise it scrolls the page. */
  readonly scrollZoom: boolean;
}
