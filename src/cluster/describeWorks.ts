import { textTable } from '../tasks/shared/textTable';
import type { Work } from './work';

/** Rows of a table of works (ours): those that go on, then what waits, then what ended last. */
const MOST = 40;
const ORDER: readonly Work['status'][] = ['running', 'failed', 'waiting', 'aborted', 'finished'];

/** Each work with what does it and how far it is, as a table. @param workers names of workers by address */
export function describeWorks(works: readonly Work[], workers: ReadonlyMap<string, string> = new Map()): string {
  const counts = ORDER.map((status) => [status, works.filter((work) => work.status === status).length] as const);
  const shown = [...works].sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status)).slice(0, MOST);
  const rows = shown.map(({ title, status, worker, progress, milliseconds }) => [
    title,
    status,
    worker === undefined ? '-' : (workers.get(worker) ?? worker),
    `${(milliseconds / 1000).toFixed(0)} s`,
    progress || '-',
  ]);
  const said = counts.filter(([, count]) => count > 0).map(([status, count]) => `${count} ${status}`);
  return [
    `${works.length} tasks: ${said.join(', ')}`,
    textTable(['task', 'status', 'worker', 'since', 'progress'], rows),
    ...(works.length > MOST ? [`and ${works.length - MOST} more`] : []),
  ].join('\n');
}
