export type { ScmognnConfig, ScmognnOptions } from './config';
export { ScmognnResult, type ScmognnSummary } from './results';
export { Scmognn } from './scmognn';
