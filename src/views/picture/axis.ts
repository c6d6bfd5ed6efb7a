import { type AxisLayout, type Numbers, plain, type Range, type Trace } from './plotlyParts';
import { linearTicks, logTicks, type Tick } from './ticks';

/** Pixels between ticks at least, and the share of room beyond the data (plotly's). */
const APART = { x: 80, y: 45 };
const ROOM = 0.05;

/** An axis before it has its place: what it spans, and what is written along it. */
export interface Scale {
  letter: 'x' | 'y';
  layout: AxisLayout;
  /** At the start (left, below) and at the end. */
  range: Range;
  log: boolean;
  title: string;
}

/** An axis in its place. */
export interface Axis extends Scale {
  /** Where it starts and ends, in page units. */
  from: number;
  to: number;
  ticks: Tick[];
  /** The place of a value, in page units. */
  place(value: number): number;
}

/** What an axis spans: as its layout says, or as far as its traces reach. */
export function scaleOf(letter: 'x' | 'y', layout: AxisLayout, traces: readonly Trace[], stacked: boolean): Scale {
  const log = layout.type === 'log';
  const range = layout.range ?? reachOf(letter, traces, { log, stacked });
  return { letter, layout, range, log, title: plain(layout.title?.text) };
}

/** Gives an axis its place. */
export function placed(scale: Scale, from: number, to: number): Axis {
  const { letter, layout, log, range } = scale;
  const [start, end] = range;
  const place = (value: number): number => {
    const at = log ? Math.log10(value) : value;
    return from + ((at - start) / (end - start || 1)) * (to - from);
  };
  return { ...scale, from, to, place, ticks: ticksOf(layout, letter, range, log, Math.abs(to - from)) };
}

/** What is written along an axis of a length. */
export function ticksOf(layout: AxisLayout, letter: 'x' | 'y', range: Range, log: boolean, length: number): Tick[] {
  const [low, high] = [Math.min(...range), Math.max(...range)];
  const named = layout.tickvals?.map((value, i) => ({ value, text: plain(layout.ticktext?.[i]) }));
  if (named) return named.filter(({ value }) => value >= low && value <= high);
  if (log) return logTicks(low, high).map(({ value, text }) => ({ value: 10 ** value, text }));
  const most = Math.max(2, Math.floor(length / APART[letter]));
  return linearTicks(low, high, Math.min(most, layout.nticks ?? most));
}

interface How {
  log: boolean;
  stacked: boolean;
}

function reachOf(letter: 'x' | 'y', traces: readonly Trace[], { log, stacked }: How): Range {
  let [low, high] = [Infinity, -Infinity];
  const include = (value: number): void => {
    const at = log ? Math.log10(value) : value;
    if (!Number.isFinite(at)) return;
    low = Math.min(low, at);
    high = Math.max(high, at);
  };
  let [before, after] = [ROOM, ROOM];
  for (const trace of traces) {
    const values = trace[letter];
    if (trace.type === 'heatmap') {
      const fields = (trace.z ?? []) as ArrayLike<Numbers>;
      include(-0.5);
      include((letter === 'y' ? fields.length : (fields[0]?.length ?? 0)) - 0.5);
      [before, after] = [0, 0];
    } else if (trace.type === 'bar') {
      const along = (trace.orientation === 'h') === (letter === 'x');
      if (along) before = 0;
      else [before, after] = [0, 0];
      includeBars(trace, letter, along, include);
    } else for (let i = 0; i < (values?.length ?? 0); i++) include(Number(values?.[i] ?? NaN));
  }
  // Lines end at the edges; markers at the edges would be cut.
  const lines = traces.filter(({ mode }) => mode?.includes('lines'));
  if (letter === 'x' && lines.length && !lines.some(({ mode }) => mode?.includes('markers'))) [before, after] = [0, 0];
  if (stacked) for (const total of stackTotals(letter, traces)) include(total);
  if (low < 0 && before === 0 && traces.some(({ type }) => type === 'bar')) before = ROOM;
  if (!(low <= high)) return [0, 1];
  if (low === high) return [low - 0.5, high + 0.5];
  return [low - before * (high - low), high + after * (high - low)];
}

function includeBars(trace: Trace, letter: 'x' | 'y', along: boolean, include: (value: number) => void): void {
  const values = trace[letter] ?? [];
  const errors = letter === 'x' ? trace.error_x : trace.error_y;
  if (along) include(0);
  for (let i = 0; i < values.length; i++) {
    include(values[i] - (along ? (errors?.arrayminus[i] ?? 0) : 0.5));
    include(values[i] + (along ? (errors?.array[i] ?? 0) : 0.5));
  }
}

/** How far bars reach that stand on each other. */
function stackTotals(letter: 'x' | 'y', traces: readonly Trace[]): number[] {
  const totals: number[] = [];
  for (const trace of traces) {
    if (trace.type !== 'bar' || (trace.orientation === 'h') !== (letter === 'x')) continue;
    const values = trace[letter] ?? [];
    for (let i = 0; i < values.length; i++) totals[i] = (totals[i] ?? 0) + Math.max(0, values[i] || 0);
  }
  return totals;
}
