import { NODE, type PipelineLayout } from './layout';
import type { PipelineGraph } from './pipelineGraph';

/** Pixels from lane to lane, from a cell to the next, and around all. */
const LANE = 8;
const GAP = 8;
const MARGIN = 2;
/** Lanes at most; beyond, lines of several cells share the outermost. */
const MOST_LANES = 5;
/** Shares of a cell's height where lines leave it and come to it, so that they are told apart. */
const LEAVE = 0.72;
const ENTER = 0.3;

/**
 * A pipeline in a narrow panel: the cells below each other in the order of the notebook, as wide as the panel, and what flows between
 * them in lanes at their left. What one cell makes runs down one lane to all that use it.
 *
 * @param width pixels of the panel
 */
export function railLayout({ nodes, edges }: PipelineGraph, width: number): PipelineLayout {
  const row = new Map(nodes.map(({ id }, i) => [id, i]));
  const lanes = lanesOf(nodes.map(({ id }) => edges.filter(({ from }) => from === id).map(({ to }) => row.get(to)!)));
  const used = Math.max(0, ...lanes.map((lane) => lane + 1));
  const left = MARGIN + LANE * used + (used ? LANE : 0);
  const top = (id: string): number => MARGIN + row.get(id)! * (NODE.height + GAP);
  return {
    width,
    height: 2 * MARGIN + nodes.length * (NODE.height + GAP) - GAP,
    nodeWidth: Math.max(0, width - left - MARGIN),
    nodes: new Map(nodes.map(({ id }) => [id, { x: left, y: top(id) }])),
    edges: edges.map(({ from, to }) => {
      const x = left - LANE * (lanes[row.get(from)!]! + 1.5);
      const [out, into] = [top(from) + LEAVE * NODE.height, top(to) + ENTER * NODE.height];
      const points = [
        { x: left, y: out },
        { x, y: out },
        { x, y: into },
        { x: left, y: into },
      ];
      return { from, to, points };
    }),
  };
}

/** The lane of each row's line, 0 next to the cells: the first that no line beside it takes. */
function lanesOf(targets: readonly (readonly number[])[]): number[] {
  const taken: { lane: number; first: number; last: number }[] = [];
  return targets.map((rows, i) => {
    if (rows.length === 0) return -1;
    const [first, last] = [Math.min(i, ...rows), Math.max(i, ...rows)];
    let lane = 0;
    while (lane < MOST_LANES - 1 && taken.some((other) => other.lane === lane && other.first < last && first < other.last)) lane++; // prettier-ignore
    taken.push({ lane, first, last });
    return lane;
  });
}
