import { textTable } from '../tasks/shared/textTable';
import type { Work } from './work';
import type { ClusterWorker } from './workers';

/** A cluster as it is shown. */
interface Shown {
  readonly address: string;
  readonly open: boolean;
  readonly threads: number;
  readonly workers: readonly ClusterWorker[];
  readonly works: readonly Work[];
}

/** The workers, and what each does, as a table; then what waits. */
export function describeCluster({ address, open, threads, workers, works }: Shown): string {
  if (!open) return 'A cluster that was closed.';
  const slots = workers.reduce((sum, one) => sum + (one.failure ? 0 : one.slots), 0);
  const waiting = works.filter(({ status }) => status === 'waiting').length;
  const doing = (worker: ClusterWorker): string =>
    works
      .filter(({ worker: own, status }) => status === 'running' && own === worker.address)
      .map(({ title, progress }) => [title, progress].filter(Boolean).join(': '))
      .join('; ') || 'nothing';
  const rows = workers.map((one) => [
    one.name || one.address,
    one.host,
    one.failure ? '-' : `${one.slots} x ${threads}`,
    gigabytes(one.memory),
    one.version ?? '-',
    (one.node ?? '-').replace(/^v/, ''),
    one.failure ? one.failure.kind : doing(one),
  ]);
  return [
    `Dask at ${address}: ${workers.length} workers, ${slots} tasks at a time, ${threads} ${threads === 1 ? 'thread' : 'threads'} each`,
    ...(rows.length > 0
      ? [textTable(['worker', 'host', 'tasks x threads', 'memory', 'version', 'node', 'does'], rows)]
      : []),
    ...(waiting > 0 ? [`${waiting} more tasks wait.`] : []),
    ...workers.flatMap(({ failure }) => (failure ? [`Warning: ${failure.message}`] : [])),
  ].join('\n');
}

const gigabytes = (bytes: number): string => (bytes > 0 ? `${(bytes / 1e9).toFixed(1)} GB` : '-');
