export type { Certificates } from './certificates';
export { Cluster, observeClusters } from './cluster';
export { type ConnectOptions, dask, type LocalOptions } from './dask';
export type { Task as ClusterTask, TaskContext } from './host/context';
export type { SessionOptions } from './sessionOptions';
export type { SlurmOptions } from './slurm';
export type { Work, WorkObserver } from './work';
export type { ClusterWorker } from './workers';
