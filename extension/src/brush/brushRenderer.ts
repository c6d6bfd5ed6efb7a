import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Widget } from '@lumino/widgets';
import { BRUSH_MIME } from '../../../src/protocol/brush/brush';
import type { FigureHost } from '../figure/host';
import type { WidgetCells } from '../perturbation/perturbationView';
import type { BrushView } from './brushView';

/** One perturbation brush in a notebook's output. */
export class BrushRenderer extends Widget implements IRenderMime.IRenderer {
  readonly #host: FigureHost;
  readonly #cells: WidgetCells | undefined;
  #view: Promise<BrushView> | undefined;

  constructor(host: FigureHost, cells: WidgetCells | undefined) {
    super();
    this.#host = host;
    this.#cells = cells;
    this.addClass('tissuebook-ViewWidget');
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const view = await (this.#view ??= this.#load());
    if (!this.isDisposed) await view.show(model.data[BRUSH_MIME]);
  }

  async draw(): Promise<void> {
    await (await this.#view)?.draw();
  }

  override dispose(): void {
    if (this.isDisposed) return;
    void this.#view?.then((view) => view.dispose());
    super.dispose();
  }

  async #load(): Promise<BrushView> {
    const { BrushView } = await import('./brushView');
    const view = new BrushView(this.#host, this.#cells);
    this.node.append(view.node);
    return view;
  }
}
