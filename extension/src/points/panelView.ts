import type { PlotlyElement } from '../figure/plotlyTypes';

type Range = [number, number];

/** Where a panel lies in the picture, in pixels, and the ranges that it shows; y from bottom to top. */
export interface PanelView {
  left: number;
  top: number;
  width: number;
  height: number;
  x: readonly [number, number];
  y: readonly [number, number];
}

/** What plotly knows of an axis once it is drawn: there is no public way to ask for its place in pixels. */
interface PlacedAxis {
  _offset: number;
  _length: number;
  range: Range;
}

/**
 * Where a panel lies in a drawn picture and what it shows.
 *
 * @param changes ranges of a movement that goes on, as plotly's event plotly_relayouting tells them
 */
export function panelView(
  drawn: PlotlyElement,
  panel: number,
  changes: Record<string, unknown> = {},
): PanelView | undefined {
  const id = panel === 0 ? '' : String(panel + 1);
  const full = (drawn as unknown as { _fullLayout?: Record<string, PlacedAxis> })._fullLayout;
  const [x, y] = [full?.[`xaxis${id}`], full?.[`yaxis${id}`]];
  if (!x || !y || !(x._length > 0) || !(y._length > 0)) return undefined;
  return {
    left: x._offset,
    top: y._offset,
    width: x._length,
    height: y._length,
    x: rangeOf(changes, `xaxis${id}`, x.range),
    y: rangeOf(changes, `yaxis${id}`, y.range),
  };
}

/** The transformation that moves what was drawn for one view to where it belongs in another. */
export function shiftBetween({ x, y }: PanelView, to: PanelView): string {
  const [width, height] = [to.x[1] - to.x[0], to.y[1] - to.y[0]];
  const scale = [(x[1] - x[0]) / width, (y[1] - y[0]) / height];
  const [left, top] = [(to.width * (x[0] - to.x[0])) / width, (to.height * (to.y[1] - y[1])) / height];
  return `matrix(${scale[0]}, 0, 0, ${scale[1]}, ${left}, ${top})`;
}

function rangeOf(changes: Record<string, unknown>, axis: string, known: Range): Range {
  const whole = changes[`${axis}.range`];
  if (Array.isArray(whole)) return [Number(whole[0]), Number(whole[1])];
  const at = (end: 0 | 1): number => {
    const value = changes[`${axis}.range[${end}]`];
    return typeof value === 'number' ? value : Number(known[end]);
  };
  return [at(0), at(1)];
}
