import { offerEngineStatus } from './engineService';

export { perturbationViews } from './perturbationViews';
export {
  PerturbationWidget,
  perturbationWidget,
  type PerturbationWidgetOptions,
  type WidgetModels,
} from './perturbationWidget';
export { zooFacts } from './zooFacts';

// Importing the library is all that a notebook does to be seen in the status bar.
offerEngineStatus();
