export { LinearProbe, type LinearProbeOptions } from './linearProbe';
export { RidgeProbe, type RidgeProbeOptions } from './ridgeProbe';
