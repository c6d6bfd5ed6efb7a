import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Widget } from '@lumino/widgets';
import { VIEW_MIME } from '../../../src/protocol/view/types';
import type { FigureView } from '../figure/figureView';
import type { FigureHost } from '../figure/host';

/** One view in a notebook's output. An update of the display reaches the same widget, which draws in place. */
export class ViewWidget extends Widget implements IRenderMime.IRenderer {
  readonly #host: FigureHost;
  #figure: Promise<FigureView> | undefined;

  constructor(host: FigureHost) {
    super();
    this.#host = host;
    this.addClass('tissuebook-ViewWidget');
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const figure = await (this.#figure ??= this.#load());
    if (!this.isDisposed) await figure.show(model.data[VIEW_MIME]);
  }

  /** Draws again, for another theme or other settings. */
  async draw(): Promise<void> {
    await (await this.#figure)?.draw();
  }

  override dispose(): void {
    if (this.isDisposed) return;
    void this.#figure?.then((figure) => figure.dispose());
    super.dispose();
  }

  /** JupyterLab starts without the code of the figures: the first one brings it. */
  async #load(): Promise<FigureView> {
    const { FigureView } = await import('../figure/figureView');
    const figure = new FigureView(this.#host);
    this.node.append(figure.node);
    return figure;
  }
}
