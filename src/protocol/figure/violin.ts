import { axis, baseLayout, CONFIG, namedTicks, type FigureOptions, type PlotlyFigure } from './layout';
import { decodeArray } from '../view/arrays';
import { palette } from '../view/palette';
import { label } from '../view/text';
import type { ViolinPayload } from '../view/types';

/** Cells of one trace at most, evenly chosen: a density of more looks the same and takes seconds (ours). */
const MOST_CELLS = 20_000;

/** A violin for each group; where cells are selected, all cells on the left and the selected ones on the right. */
export function violinFigure(payload: ViolinPayload, options: FigureOptions): PlotlyFigure {
  const layout = baseLayout(payload, options, 360);
  const groups = payload.groups.map((name) => label(name));
  const { selected } = options;
  Object.assign(layout, {
    xaxis: axis(options, label(payload.groupTitle, 80), {
      ...namedTicks(groups, 80),
      showgrid: false,
      range: [-0.6, groups.length - 0.4],
    }),
    yaxis: axis(options, label(payload.valueTitle, 80), {}),
    violinmode: 'overlay',
    violingap: 0.1,
    showlegend: selected !== undefined,
  });
  const [all, chosen] = palette(2) as [string, string];
  const data = [violins(payload, { name: 'all cells', color: all, side: selected ? 'negative' : 'both' })];
  if (selected) data.push(violins(payload, { name: 'selected', color: chosen, side: 'positive' }, selected));
  return { data, layout, config: CONFIG };
}

function violins(
  { values, cells }: ViolinPayload,
  { name, color, side }: { name: string; color: string; side: string },
  mask?: Uint8Array,
): Record<string, unknown> {
  const [numbers, codes] = [decodeArray(values), decodeArray(cells.groups.codes)];
  const shown = Array.from(codes.keys()).filter(
    (i) => codes[i]! >= 0 && !Number.isNaN(numbers[i]) && (!mask || mask[i]),
  );
  const step = Math.max(1, shown.length / MOST_CELLS);
  const kept = Array.from({ length: Math.floor(shown.length / step) }, (_, k) => shown[Math.floor(k * step)]!);
  return {
    type: 'violin',
    x: Float32Array.from(kept, (i) => codes[i]!),
    y: Float64Array.from(kept, (i) => numbers[i]!),
    name,
    legendgroup: name,
    side,
    spanmode: 'hard',
    points: false,
    meanline: { visible: true },
    line: { color, width: 1.5 },
    hoveron: 'violins',
    scalemode: 'width',
    width: 0.9,
  };
}
