import type { Plotly, PlotlyElement } from './plotlyTypes';
import { nearer, turned } from './spaceCamera';

type Range = [number, number];

/** Shares of the visible width: how far an arrow key moves, and what is left after one step of zooming in. */
const STEP = 0.1;
const ZOOM = 0.8;

const arrows: Record<string, [number, number]> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, STEP],
  ArrowDown: [0, -STEP],
};

/** Arrow keys move the picture, or turn one in space; + and - zoom. Keys with a modifier are left to the page. */
export function moveByKey(event: KeyboardEvent, drawn: PlotlyElement | undefined, plotly: Plotly | undefined): void {
  if (!drawn || !plotly || event.ctrlKey || event.metaKey || event.altKey) return;
  const arrow = arrows[event.key];
  if (arrow) void plotly.relayout(drawn, shifted(drawn, arrow));
  else if (event.key === '+' || event.key === '=') void plotly.relayout(drawn, zoomed(drawn, ZOOM));
  else if (event.key === '-') void plotly.relayout(drawn, zoomed(drawn, 1 / ZOOM));
  else return;
  event.preventDefault();
}

/** One step in or out around the middle. */
export function zoomStep(plotly: Plotly, drawn: PlotlyElement, direction: 'in' | 'out'): Promise<unknown> {
  return plotly.relayout(drawn, zoomed(drawn, direction === 'in' ? ZOOM : 1 / ZOOM));
}

function shifted(drawn: PlotlyElement, [dx, dy]: [number, number]): Record<string, unknown> {
  const moved = eachAxis(drawn, ([low, high], name) => {
    const by = (high - low) * (name.startsWith('x') ? dx : dy);
    return [low + by, high + by];
  });
  return { ...moved, ...turned(drawn, Math.sign(dx), Math.sign(dy)) };
}

function zoomed(drawn: PlotlyElement, share: number): Record<string, unknown> {
  const closer = eachAxis(drawn, ([low, high]) => {
    const middle = (low + high) / 2;
    return [middle + (low - middle) * share, middle + (high - middle) * share];
  });
  return { ...closer, ...nearer(drawn, share) };
}

/** New ranges of all axes; on a log axis they are in powers of ten, so that the same sums hold. */
function eachAxis(drawn: PlotlyElement, change: (range: Range, name: string) => Range): Record<string, Range> {
  const changes: Record<string, Range> = {};
  for (const [name, axis] of Object.entries(drawn.layout)) {
    const range = (axis as { range?: Range } | undefined)?.range;
    if (/^[xy]axis\d*$/.test(name) && range) changes[`${name}.range`] = change(range, name);
  }
  return changes;
}
