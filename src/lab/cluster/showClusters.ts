import { type Cluster, observeClusters } from '../../cluster';
import type { EngineStatus } from '../../protocol';
import { WorkTable } from './workTable';

const clusters = new Set<Cluster>();

/**
 * Shows what clusters do: where a cell has several tasks done, a table of them in that cell, kept up to date.
 *
 * @returns ends it, for clusters that are made afterwards
 */
export function showClusters(): () => void {
  return observeClusters((cluster) => {
    clusters.add(cluster);
    let table: WorkTable | undefined;
    cluster.observe((works) => {
      if (!cluster.open) clusters.delete(cluster);
      const names = new Map(cluster.workers.map(({ address, name }) => [address, name]));
      table ??= WorkTable.of(works);
      table?.show(works, names);
      if (table?.over) table = undefined;
    });
  });
}

/** What the clusters of this process do, for the status bar; undefined without one. */
export function clusterStatus(): EngineStatus['cluster'] {
  if (clusters.size === 0) return undefined;
  const all = [...clusters];
  const works = all.flatMap((cluster) => cluster.works.filter(({ status }) => status === 'running'));
  return { workers: all.reduce((sum, { workers }) => sum + workers.length, 0), tasks: works.length };
}
