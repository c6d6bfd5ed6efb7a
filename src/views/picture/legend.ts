import type { Canvas } from './canvas';
import { drawPattern } from './drawBars';
import { markerOutline } from './markers';
import { type Layout, plain, type Trace } from './plotlyParts';
import { DASHES, stroke } from './stroke';
import { textWidth, writeText } from './text';

const SIZE = 11;
const ROW = 19;
/** Pixels for the sign of an entry, and around it. */
const SIGN = 40;
/** Room between the plot and what stands beside it. */
const BESIDE = 12;

/** A line of a legend: an entry, or a heading. */
interface Row {
  text: string;
  trace?: Trace;
}

/** What a legend says, in plotly's order. Empty where there is none. */
export function legendRows(data: readonly Trace[], layout: Layout): Row[] {
  const entries = data.filter(({ showlegend }) => showlegend !== false);
  const shown = layout.showlegend !== false && (entries.length > 1 || entries.some(({ showlegend }) => showlegend));
  if (!shown) return [];
  const title = plain(layout.legend.title?.text);
  const rows: Row[] = title ? [{ text: title }] : [];
  let heading = '';
  for (const trace of entries) {
    const next = plain(trace.legendgrouptitle?.text);
    if (next && next !== heading) rows.push({ text: next });
    heading = next;
    rows.push({ text: plain(trace.name), trace });
  }
  return rows;
}

/** Pixels that a legend takes beside the plot. */
export function legendWidth(rows: readonly Row[]): number {
  return rows.length ? BESIDE + SIGN + Math.max(...rows.map(({ text }) => textWidth(text, SIZE))) + 6 : 0;
}

/** Draws a legend from its upper left corner down; what has no room is counted. */
export function drawLegend(
  canvas: Canvas,
  rows: readonly Row[],
  at: { x: number; y: number; height: number; color: string },
): void {
  const room = Math.max(2, Math.floor(at.height / ROW));
  const shown = rows.length <= room ? rows : rows.slice(0, room - 1);
  shown.forEach(({ text, trace }, i) => {
    const y = at.y + ROW * (i + 0.5);
    if (trace) drawSign(canvas, trace, at.x + SIGN / 2, y);
    writeText(canvas, text, trace ? at.x + SIGN : at.x + 6, y, { color: at.color, size: trace ? SIZE : SIZE + 1 });
  });
  if (shown.length === rows.length) return;
  const text = `… and ${rows.length - shown.length} more`;
  writeText(canvas, text, at.x + SIGN, at.y + ROW * (shown.length + 0.5), { color: at.color, size: SIZE });
}

/** The sign of an entry: a marker, a piece of a line, or a filled box. */
function drawSign(canvas: Canvas, trace: Trace, x: number, y: number): void {
  const color = trace.line?.color ?? (typeof trace.marker?.color === 'string' ? trace.marker.color : '#9a9a9a');
  if (trace.type === 'bar' || trace.type === 'violin') {
    const box = { x: x - 7, y: y - 5, width: 14, height: 10 };
    canvas.rectangle(box, color);
    if (trace.marker?.pattern?.shape) drawPattern(canvas, box, trace.marker.pattern.shape);
  } else if (trace.mode?.includes('lines')) {
    stroke(canvas, [x - 15, y, x + 15, y], { color, width: 2, dash: DASHES[trace.line?.dash ?? 'solid'] ?? [] });
  } else {
    const outline = markerOutline(trace.marker?.symbol ?? 'circle', 9);
    canvas.fill([outline.map((value, k) => value + (k % 2 ? y : x))], color);
  }
}
