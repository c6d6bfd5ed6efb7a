import { PERTURBATION_MIME } from '../../../src/protocol/perturbation/perturbation';
import { widgetPlugin } from '../renderer/widgetPlugin';

/** Shows perturbation widgets in notebooks. */
export const perturbationPlugin = widgetPlugin({
  name: 'perturbation',
  description: 'Shows widgets that ask a model what a change in the tissue does.',
  mimeType: PERTURBATION_MIME,
  async load(host, cells) {
    const { PerturbationView } = await import('./perturbationView');
    return new PerturbationView(host, cells);
  },
});
