export { cluster, type ClusterOptions } from './cluster';
