import type { PlotlyFigure } from '../../../src/protocol';
import type { PlotlyElement } from './plotlyTypes';
import { cameras } from './spaceCamera';

/** What a reader has changed in a picture: what is zoomed to, and which legend entries are off. */
export interface Look {
  ranges: Record<string, unknown>;
  /** Where scenes in space are looked at from. */
  cameras: Record<string, unknown>;
  hidden: Set<string>;
}

/** Reads the look of a drawn picture. */
export function readLook(drawn: PlotlyElement): Look {
  const ranges: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(drawn.layout)) {
    if (/^[xy]axis\d*$/.test(name)) ranges[name] = (value as { range?: unknown }).range;
  }
  const hidden = drawn.data.filter((trace) => trace['visible'] === 'legendonly').map(traceKey);
  return { ranges, cameras: Object.fromEntries(cameras(drawn)), hidden: new Set(hidden) };
}

/** Gives a figure the look of another drawing of the same view. */
export function applyLook(figure: PlotlyFigure, { ranges, cameras: eyes, hidden }: Look): void {
  for (const [name, range] of Object.entries(ranges)) {
    const axis = figure.layout[name] as Record<string, unknown> | undefined;
    if (axis && Array.isArray(range)) axis['range'] = [...(range as unknown[])];
  }
  for (const [name, camera] of Object.entries(eyes)) Object.assign(figure.layout[name] ?? {}, { camera });
  for (const trace of figure.data) if (hidden.has(traceKey(trace))) trace['visible'] = 'legendonly';
}

function traceKey(trace: Record<string, unknown>): string {
  return JSON.stringify([trace['name'], trace['xaxis'], trace['legendgroup']]);
}
