/** A worker of a cluster. */
export interface ClusterWorker {
  readonly address: string;
  readonly name: string;
  readonly host: string;
  /** Tasks that it does at a time. */
  readonly slots: number;
  /** Memory that Dask lets its Python process use, and uses, in bytes; Node's own memory is not in it. */
  readonly memory: number;
  readonly used: number;
  /** Versions of the library, Node and Python; absent where the worker cannot run tasks. */
  readonly version?: string;
  readonly node?: string;
  readonly python?: string;
  /** The Dask worker's process, and its Node processes. */
  readonly processes: readonly number[];
  /** Why it cannot run tasks. */
  readonly failure?: { readonly kind: string; readonly message: string };
}

/** Workers out of what the link says of them; what is missing or of another type is left out. */
export function readWorkers(found: unknown): ClusterWorker[] {
  if (typeof found !== 'object' || found === null) return [];
  return Object.entries(found).map(([address, one]) => readWorker(address, one as Record<string, unknown>));
}

function readWorker(address: string, one: Record<string, unknown>): ClusterWorker {
  const text = (name: string): string => (typeof one[name] === 'string' ? one[name] : '');
  const number = (name: string): number => (typeof one[name] === 'number' ? one[name] : 0);
  const given = (name: string): object => (text(name) ? { [name]: text(name) } : {});
  const failure = one.failure as ClusterWorker['failure'];
  const pids = [one.worker_pid, ...(Array.isArray(one.pids) ? (one.pids as unknown[]) : [])];
  return {
    ...{ address, name: text('name'), host: text('host'), slots: number('slots') },
    ...{ memory: number('memory'), used: number('used') },
    ...{ ...given('version'), ...given('node'), ...given('python') },
    processes: pids.filter((pid): pid is number => typeof pid === 'number'),
    ...(failure && { failure }),
  };
}
