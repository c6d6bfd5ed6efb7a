import type { PipelineGraph } from './pipelineGraph';

/** What the notebook and its kernel say of a code cell. */
export interface CellRun {
  id: string;
  source: string;
  /** The number in its prompt; null when it never ran, or is running. */
  count: number | null;
  /** What JupyterLab says of it now. */
  state: 'idle' | 'waiting' | 'running';
  /** Its output holds an error. */
  failed: boolean;
}

/** Why a cell has to be run again. */
export type Stale =
  { why: 'edited' } | { why: 'input ran later'; input: string } | { why: 'input is not up to date'; input: string };

/** How a cell stands. 'earlier': it ran, but not in the kernel that runs now. */
export type CellStatus =
  { kind: 'never' | 'earlier' | 'waiting' | 'running' | 'failed' | 'done' } | { kind: 'stale'; reason: Stale };

/**
 * How each cell of a pipeline stands.
 *
 * @param history code by number, of the cells that the present kernel has run; undefined without a kernel
 */
export function cellStatuses(
  graph: PipelineGraph,
  cells: readonly CellRun[],
  history: ReadonlyMap<number, string> | undefined,
): Map<string, CellStatus> {
  const runs = new Map(cells.map((cell) => [cell.id, cell]));
  const statuses = new Map<string, CellStatus>();
  for (const { id } of graph.nodes) statuses.set(id, ownStatus(runs.get(id)!, cells, history));
  // Down the notebook, so that what is stale passes on; inputs that stand below their users do not end in a circle.
  for (const { id } of graph.nodes) {
    if (statuses.get(id)?.kind !== 'done') continue;
    const reason = staleByInput(graph, id, runs, statuses);
    if (reason) statuses.set(id, { kind: 'stale', reason });
  }
  return statuses;
}

/** How a cell stands by itself, whatever happened to its inputs. */
function ownStatus(
  cell: CellRun,
  all: readonly CellRun[],
  history: ReadonlyMap<number, string> | undefined,
): CellStatus {
  if (cell.state !== 'idle') return { kind: cell.state };
  if (cell.count === null) return { kind: 'never' };
  const ran = history?.get(cell.count);
  if (ran === undefined) return { kind: 'earlier' };
  if (ran === cell.source) return { kind: cell.failed ? 'failed' : 'done' };
  // A number that a kernel before this one gave: the same number now belongs to another cell.
  const others = all.some((other) => other !== cell && other.count === cell.count && other.source === ran);
  return others ? { kind: 'earlier' } : { kind: 'stale', reason: { why: 'edited' } };
}

function staleByInput(
  graph: PipelineGraph,
  id: string,
  runs: ReadonlyMap<string, CellRun>,
  statuses: ReadonlyMap<string, CellStatus>,
): Stale | undefined {
  const inputs = graph.edges.filter(({ to }) => to === id).map(({ from }) => from);
  const count = runs.get(id)!.count!;
  for (const input of inputs) if ((runs.get(input)!.count ?? 0) > count) return { why: 'input ran later', input };
  const behind = inputs.find((input) => statuses.get(input)?.kind !== 'done');
  return behind === undefined ? undefined : { why: 'input is not up to date', input: behind };
}
