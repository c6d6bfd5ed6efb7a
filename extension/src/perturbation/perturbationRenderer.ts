import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Widget } from '@lumino/widgets';
import { PERTURBATION_MIME } from '../../../src/protocol/perturbation/perturbation';
import type { FigureHost } from '../figure/host';
import type { PerturbationView, WidgetCells } from './perturbationView';

/** One perturbation widget in a notebook's output. */
export class PerturbationRenderer extends Widget implements IRenderMime.IRenderer {
  readonly #host: FigureHost;
  readonly #cells: WidgetCells | undefined;
  #view: Promise<PerturbationView> | undefined;

  constructor(host: FigureHost, cells: WidgetCells | undefined) {
    super();
    this.#host = host;
    this.#cells = cells;
    this.addClass('tissuebook-ViewWidget');
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const view = await (this.#view ??= this.#load());
    if (!this.isDisposed) await view.show(model.data[PERTURBATION_MIME]);
  }

  async draw(): Promise<void> {
    await (await this.#view)?.draw();
  }

  override dispose(): void {
    if (this.isDisposed) return;
    void this.#view?.then((view) => view.dispose());
    super.dispose();
  }

  async #load(): Promise<PerturbationView> {
    const { PerturbationView } = await import('./perturbationView');
    const view = new PerturbationView(this.#host, this.#cells);
    this.node.append(view.node);
    return view;
  }
}
