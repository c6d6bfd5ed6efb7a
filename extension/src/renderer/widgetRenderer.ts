import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Widget } from '@lumino/widgets';

/** What a widget of ours is on the page. */
export interface WidgetView {
  readonly node: HTMLElement;
  show(value: unknown): Promise<void> | void;
  draw(): Promise<void> | void;
  dispose(): void;
}

/** One widget of ours in a notebook's output; its view is loaded with the first value. */
export class WidgetRenderer extends Widget implements IRenderMime.IRenderer {
  readonly #mimeType: string;
  readonly #load: () => Promise<WidgetView>;
  #view: Promise<WidgetView> | undefined;

  constructor(mimeType: string, load: () => Promise<WidgetView>) {
    super();
    this.#mimeType = mimeType;
    this.#load = load;
    this.addClass('tissuebook-ViewWidget');
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const view = await (this.#view ??= this.#append());
    if (!this.isDisposed) await view.show(model.data[this.#mimeType]);
  }

  async draw(): Promise<void> {
    await (await this.#view)?.draw();
  }

  override dispose(): void {
    if (this.isDisposed) return;
    void this.#view?.then((view) => view.dispose());
    super.dispose();
  }

  async #append(): Promise<WidgetView> {
    const view = await this.#load();
    this.node.append(view.node);
    return view;
  }
}
