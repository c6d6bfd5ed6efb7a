import type { TranslationBundle } from '@jupyterlab/translation';
import { Token } from '@lumino/coreutils';
import type { FigureTheme } from '../../../src/protocol';
import type { FigureHost } from '../figure/host';
import { jupyterTheme } from '../figure/jupyterTheme';
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
    return jupyterTheme(document.body);
  }

  plotly(): Promise<Plotly> {
    this.#plotly ??= import('../figure/plotly').then((module) => module.default);
    return this.#plotly;
  }
}

/** The one host of all figures in this JupyterLab. */
export const IFigureHost = new Token<LabHost>(`${PACKAGE}:IFigureHost`, 'Where Tissuebook figures live.');
