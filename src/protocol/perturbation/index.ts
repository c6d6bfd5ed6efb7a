export { checkAnswer, checkPerturbation } from './check';
export { perturbationCode, type PerturbationNames } from './code';
export {
  CHANGES,
  type ChangeKind,
  MAX_GENES,
  PERTURBATION_MIME,
  PERTURBATION_TARGET,
  type PerturbationAnswer,
  type PerturbationCommand,
  type PerturbationMessage,
  type PerturbationPayload,
  type PerturbationPlace,
  type PerturbationRequest,
} from './perturbation';
