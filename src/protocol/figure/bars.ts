import { axis, baseLayout, CONFIG, namedTicks, type FigureOptions, type PlotlyFigure } from './layout';
import { countGroups } from '../view/groupCounts';
import { decodeArray } from '../view/arrays';
import { palette } from '../view/palette';
import { label, readable } from '../view/text';
import type { BarSeries, BarsPayload } from '../view/types';

/** Groups with longer names, or more groups than this, lie on their side: names then stay level and readable. */
const UPRIGHT = { groups: 10, letters: 14 };
const PATTERNS = ['', '/', '.', 'x', '-', '|', '+'];
const COLORS_A_PATTERN = 7;

/** Bars with intervals, side by side or stacked. */
export function barsFigure(payload: BarsPayload, options: FigureOptions): PlotlyFigure {
  const groups = payload.groups.map((name) => label(name));
  const lying = groups.length > UPRIGHT.groups || payload.groups.some((name) => name.length > UPRIGHT.letters);
  const perGroup = payload.stacked ? 22 : 8 + 12 * payload.series.length;
  const height = lying ? Math.min(1200, Math.max(280, 110 + perGroup * groups.length)) : 340;
  const layout = baseLayout(payload, options, height);
  const names = axis(options, label(payload.groupTitle, 80), {
    ...namedTicks(groups, 80),
    showgrid: false,
    ...(lying && { range: [groups.length - 0.5, -0.5] }),
  });
  const values = axis(options, label(payload.valueTitle, 80), {});
  Object.assign(layout, {
    xaxis: lying ? values : names,
    yaxis: lying ? names : values,
    barmode: payload.stacked ? 'relative' : 'group',
    showlegend: payload.series.length > 1,
  });
  const colors = palette(payload.series.length);
  const data: Record<string, unknown>[] = payload.series.map((series, i) =>
    bar(series, groups, { color: colors[i]!, i, lying }),
  );
  if (options.selected && payload.cells) markSelected(data, payload, options.selected);
  return { data, layout, config: CONFIG };
}

/** Bars of groups without a selected cell step back; the others say how much of their group is selected. */
function markSelected(data: Record<string, unknown>[], { cells, groups }: BarsPayload, mask: Uint8Array): void {
  const { all, selected } = countGroups(cells!, mask, groups.length);
  const text = groups.map((_, k) => (selected[k] ? `${readable(Math.round((100 * selected[k]!) / all[k]!))} %` : ''));
  for (const trace of data) {
    const opacity = groups.map((_, k) => (selected[k] ? 1 : 0.25));
    Object.assign(trace['marker'] as object, { opacity });
  }
  Object.assign(data.at(-1) ?? {}, { text, textposition: 'auto', texttemplate: '%{text} selected' });
}

function bar(
  series: BarSeries,
  groups: string[],
  { color, i, lying }: { color: string; i: number; lying: boolean },
): Record<string, unknown> {
  const values = decodeArray(series.values);
  const positions = groups.map((_, k) => k);
  const [low, high] = [series.low && decodeArray(series.low), series.high && decodeArray(series.high)];
  const interval = (k: number): string =>
    low && high ? `<br>interval ${readable(low[k]!)} to ${readable(high[k]!)}` : '';
  return {
    type: 'bar',
    orientation: lying ? 'h' : 'v',
    x: lying ? values : positions,
    y: lying ? positions : values,
    name: label(series.name),
    marker: { color, pattern: { shape: PATTERNS[Math.floor(i / COLORS_A_PATTERN) % PATTERNS.length] } },
    customdata: groups.map(
      (name, k) => `<b>${name}</b><br>${label(series.name)}: ${readable(values[k]!)}${interval(k)}`,
    ),
    hovertemplate: '%{customdata}<extra></extra>',
    ...(low &&
      high && {
        [lying ? 'error_x' : 'error_y']: {
          type: 'data',
          symmetric: false,
          array: high.map((v, k) => v - values[k]!),
          arrayminus: low.map((v, k) => values[k]! - v),
          thickness: 1.5,
          width: 3,
        },
      }),
  };
}
