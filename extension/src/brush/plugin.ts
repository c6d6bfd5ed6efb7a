import { BRUSH_MIME } from '../../../src/protocol/brush/brush';
import { widgetPlugin } from '../renderer/widgetPlugin';

/** Shows perturbation brushes in notebooks. */
export const brushPlugin = widgetPlugin({
  name: 'brush',
  description: 'Shows brushes that paint changes on a tissue while a model answers.',
  mimeType: BRUSH_MIME,
  async load(host, cells) {
    const { BrushView } = await import('./brushView');
    return new BrushView(host, cells);
  },
});
