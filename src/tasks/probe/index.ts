export { LinearProbe, type LinearProbeOptions } from './linearProbe';
