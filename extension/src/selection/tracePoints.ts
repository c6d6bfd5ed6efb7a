import { panelCells, pointGroups, type Selectable } from '../../../src/protocol';

/** Which cell each point of each trace of a figure is; undefined for traces that are not points (outlines). */
export function tracePoints({ panels }: Selectable): (ArrayLike<number> | undefined)[] {
  return panels.flatMap((panel) => {
    const cells = panelCells(panel);
    const points = pointGroups(panel).map(({ index }) => (cells ? index.map((i) => cells[i]!) : index));
    return [...points, ...(panel.regions ?? []).map(() => undefined)];
  });
}

/** Plotly's `selectedpoints` of each trace: null where nothing is selected at all, so that no point is dimmed. */
export function selectedPoints(
  traces: readonly (ArrayLike<number> | undefined)[],
  { mask, size }: { mask: Uint8Array; size: number },
): (number[] | null)[] {
  return traces.map((cells) => {
    if (!cells || size === 0) return null;
    const selected: number[] = [];
    for (let i = 0; i < cells.length; i++) if (mask[cells[i]!]) selected.push(i);
    return selected;
  });
}
