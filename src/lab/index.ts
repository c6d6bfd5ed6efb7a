export { perturbationViews } from './perturbationViews';
export {
  PerturbationWidget,
  perturbationWidget,
  type PerturbationWidgetOptions,
  type WidgetModels,
} from './perturbationWidget';
