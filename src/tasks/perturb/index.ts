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
export { perturb, type PerturbableModel } from './perturb';
export type { Estimate, LabelChange, NamedLabels, NamedNumbers, PerturbationFacts, PerturbationRun } from './facts';
export { Perturbation } from './perturbation';
