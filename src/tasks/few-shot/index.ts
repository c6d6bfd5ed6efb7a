export { fewShot, type FewShotOptions } from './fewShot';
export { FewShot, type FewShotScore } from './fewShotResult';
