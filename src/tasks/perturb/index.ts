export type {
  Change,
  Inject,
  KnockOut,
  OverExpress,
  PerturbOptions,
  Prototype,
  Remove,
  Replace,
  Where,
} from './options';
export { perturb } from './perturb';
export type { Estimate, LabelChange, NamedLabels, NamedNumbers, PerturbationSummary, PerturbationRun } from './summary';
export { Perturbation } from './perturbation';
