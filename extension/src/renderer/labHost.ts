import type { TranslationBundle } from '@jupyterlab/translation';
import { Token } from '@lumino/coreutils';
import type { FigureTheme } from '../../../src/protocol';
import type { FigureHost } from '../figure/host';
import type { Plotly } from '../figure/plotlyTypes';
import { PACKAGE } from '../tokens';

/** JupyterLab as the place of a figure: its translations, its theme's colors, its settings. */
export class LabHost implements FigureHost {
  readonly trans: TranslationBundle;
  scrollZoom = false;
  /** What is on show, and drawn again when the theme or a setting changes. */
  readonly shown = new Set<{ draw(): Promise<void> }>();
  #plotly: Promise<Plotly> | undefined;

  constructor(
    trans: TranslationBundle,
    readonly insertCode?: FigureHost['insertCode'],
    readonly connect?: FigureHost['connect'],
  ) {
    this.trans = trans;
  }

  drawAll(): void {
    for (const each of this.shown) void each.draw();
  }

  theme(): FigureTheme {
    const style = getComputedStyle(document.body);
    const variable = (name: string, fallback: string): string => style.getPropertyValue(name).trim() || fallback;
    return {
      text: variable('--jp-content-font-color1', '#212121'),
      grid: variable('--jp-border-color2', '#e0e0e0'),
      background: variable('--jp-layout-color0', '#ffffff'),
      font: variable('--jp-content-font-family', 'system-ui, sans-serif'),
    };
  }

  plotly(): Promise<Plotly> {
    this.#plotly ??= import('../figure/plotly').then((module) => module.default);
    return this.#plotly;
  }
}

/** The one host of all figures in this JupyterLab. */
export const IFigureHost = new Token<LabHost>(`${PACKAGE}:IFigureHost`, 'Where Tissuebook figures live.');
