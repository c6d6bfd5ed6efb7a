import { offerEngineStatus } from './engineService';
import { showRuns } from './training/showRuns';

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
// And all that it takes for its training runs to be seen there.
showRuns();
