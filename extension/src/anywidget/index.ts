import { BRUSH_MIME } from '../../../src/protocol/brush/brush';
import { PERTURBATION_MIME } from '../../../src/protocol/perturbation/perturbation';
import { BrushView } from '../brush/brushView';
import { english } from '../figure/english';
import { FigureView } from '../figure/figureView';
import type { FigureHost } from '../figure/host';
import plotly from '../figure/plotly';
import { PerturbationView } from '../perturbation/perturbationView';
import type { RenderProps } from './model';
import { ModelChannels } from './modelChannels';
import { addStyle, takeLook } from './pageLook';

/**
 * Shows a figure, or a form that asks a model, in a page without our extension: with selections, links to other figures of the
 * same cells, questions to the kernel and the steering of runs.
 *
 * @returns takes it off the page
 */
export async function render({ model, el }: RenderProps): Promise<() => void> {
  const node = document.createElement('div');
  el.append(node);
  addStyle(node);
  const channels = new ModelChannels(model);
  const host: FigureHost = {
    trans: english,
    theme: takeLook(node),
    plotly: () => Promise.resolve(plotly),
    scrollZoom: false,
    connect: (_node, target, data) => Promise.resolve(channels.connect(target, data)),
  };
  const view = viewOf(String(model.get('mime')), host);
  node.append(view.node);
  const show = (): void => void view.show(model.get('payload'));
  model.on('change:payload', show);
  await view.show(model.get('payload'));
  return () => {
    model.off('change:payload', show);
    view.dispose();
    channels.dispose();
    node.remove();
  };
}

function viewOf(mime: string, host: FigureHost): PerturbationView | BrushView | FigureView {
  if (mime === BRUSH_MIME) return new BrushView(host, undefined);
  return mime === PERTURBATION_MIME ? new PerturbationView(host, undefined) : new FigureView(host);
}
