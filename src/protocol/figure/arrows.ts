import { decodeArray } from '../view/arrays';
import type { SpatialPanel } from '../view/types';

/** Pixels across the weakest and the strongest arrow. */
const WIDTH = { least: 0.75, most: 3 };
/** Pixels that an arrow keeps from the points that it joins, so that both are seen. */
const APART = 4;

/** The arrows of a panel as plotly's annotations, weaker ones first, so that stronger ones lie above. */
export function panelArrows(panel: SpatialPanel, id: string, color: string): Record<string, unknown>[] {
  if (!panel.arrows) return [];
  const { from, to, weights } = panel.arrows;
  const [x, y] = [decodeArray(panel.x), decodeArray(panel.y)];
  const [starts, ends, strength] = [decodeArray(from), decodeArray(to), decodeArray(weights)];
  const order = [...strength.keys()].sort((a, b) => strength[a]! - strength[b]!);
  return order.map((arrow) => ({
    xref: `x${id}`,
    yref: `y${id}`,
    axref: `x${id}`,
    ayref: `y${id}`,
    x: x[ends[arrow]!],
    y: y[ends[arrow]!],
    ax: x[starts[arrow]!],
    ay: y[starts[arrow]!],
    text: '',
    showarrow: true,
    arrowhead: 2,
    arrowsize: 1,
    arrowwidth: WIDTH.least + (WIDTH.most - WIDTH.least) * strength[arrow]!,
    arrowcolor: color,
    opacity: 0.75,
    standoff: APART,
    startstandoff: APART,
  }));
}
