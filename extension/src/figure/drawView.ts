import { type FigureTheme, PAGE_THEME } from '../../../src/protocol';
import { FigureView } from './figureView';
import { english } from './english';
import type { FigureHost, Translations } from './host';

/** How a figure of a page without JupyterLab looks and speaks. */
export interface DrawOptions {
  /** Default: dark on white. */
  theme?: FigureTheme;
  /** Default: English as written here. */
  trans?: Translations;
}

/**
 * Shows a view at the end of `node`, outside of JupyterLab: words, picture, table and buttons, or the message of a
 * payload that cannot be shown. The picture is drawn when it comes near the window.
 *
 * @returns frees the picture and takes the view off the page
 */
export async function drawView(
  node: HTMLElement,
  payload: unknown,
  options: DrawOptions = {},
): Promise<{ dispose(): void }> {
  const host: FigureHost = {
    trans: options.trans ?? english,
    theme: () => options.theme ?? PAGE_THEME,
    plotly: async () => (await import('./plotly')).default,
    scrollZoom: false,
  };
  const view = new FigureView(host);
  node.append(view.node);
  await view.show(payload);
  return {
    dispose() {
      view.dispose();
      view.node.remove();
    },
  };
}
