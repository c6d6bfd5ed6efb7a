import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Widget } from '@lumino/widgets';
import { VIEW_MIME } from '../../../src/protocol';
import { FigureView } from '../figure/figureView';
import type { FigureHost } from '../figure/host';

/** One view in a notebook's output. An update of the display reaches the same widget, which draws in place. */
export class ViewWidget extends Widget implements IRenderMime.IRenderer {
  readonly figure: FigureView;

  constructor(host: FigureHost) {
    super();
    this.addClass('tissuebook-ViewWidget');
    this.figure = new FigureView(host);
    this.node.append(this.figure.node);
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    await this.figure.show(model.data[VIEW_MIME]);
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.figure.dispose();
    super.dispose();
  }
}
