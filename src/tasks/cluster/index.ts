export { cluster, type ClusterOptions } from './cluster';
export { clusterSweep, type ClusterSweepOptions } from './clusterSweep';
export { ClusterSweep, type SweepStep, type SweptVectors } from './clusterSweepResult';
