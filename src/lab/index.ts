import { servePages } from './servePages';

export { PerturbationBrush, perturbationBrush, type PerturbationBrushOptions } from './brush/perturbationBrush';
export { perturbationViews } from './perturbationViews';
export {
  PerturbationWidget,
  perturbationWidget,
  type PerturbationWidgetOptions,
  type WidgetModels,
} from './perturbationWidget';
export { zooSummary } from './zooSummary';

// Importing the library in a notebook is all that it takes.
servePages();
