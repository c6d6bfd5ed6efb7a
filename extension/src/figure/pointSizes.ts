import type { Plotly, PlotlyElement } from './plotlyTypes';

/** Largest points in pixels: beyond, one cell would hide the next for its shape alone. */
const LARGEST = 28;

type Range = readonly [number, number];
type Marker = { size?: unknown };

/**
 * Points belong to the tissue: they grow with it when the reader zooms in, so that cells keep covering their place, and
 * are never smaller than in the whole picture.
 */
export class PointSizes {
  #whole: { sizes: (number | undefined)[]; widths: Map<string, number> } = { sizes: [], widths: new Map() };

  /** Notes the sizes of a figure that shows everything, before a zoom is put on it. */
  note(data: Record<string, unknown>[], layout: Record<string, unknown>): void {
    const sizes = data.map((trace) => {
      const size = trace['mode'] === 'markers' ? (trace['marker'] as Marker).size : undefined;
      return typeof size === 'number' ? size : undefined;
    });
    const widths = new Map(
      Object.keys(layout)
        .filter((name) => /^xaxis\d*$/.test(name))
        .map((name) => [name, widthOf(layout[name])]),
    );
    this.#whole = { sizes, widths };
  }

  /** Puts the sizes that fit the present zoom into a figure that is about to be drawn. */
  fit(data: Record<string, unknown>[], layout: Record<string, unknown>): void {
    this.#sizes(data, layout).forEach((size, i) => {
      if (size !== undefined) data[i]!['marker'] = { ...(data[i]!['marker'] as object), size };
    });
  }

  /** Puts them into a picture that was zoomed; does nothing when they are right. */
  async follow(plotly: Plotly, drawn: PlotlyElement): Promise<void> {
    const wrong = this.#sizes(drawn.data, drawn.layout)
      .map((size, i) => ({ size, i }))
      .filter(({ size, i }) => size !== undefined && (drawn.data[i]!['marker'] as Marker).size !== size);
    if (wrong.length) {
      await plotly.restyle(drawn, { 'marker.size': wrong.map(({ size }) => size) }, wrong.map(({ i }) => i)); // prettier-ignore
    }
  }

  #sizes(data: Record<string, unknown>[], layout: Record<string, unknown>): (number | undefined)[] {
    return this.#whole.sizes.map((size, i) => {
      if (size === undefined) return undefined;
      const axis = String(data[i]!['xaxis'] ?? 'x').replace('x', 'xaxis');
      const zoom = this.#whole.widths.get(axis)! / widthOf(layout[axis]);
      const grown = Math.max(size, Math.min(LARGEST, size * zoom));
      return Number.isFinite(grown) ? Math.round(10 * grown) / 10 : size;
    });
  }
}

function widthOf(axis: unknown): number {
  const range = (axis as { range?: Range } | undefined)?.range;
  return range ? Math.abs(range[1] - range[0]) : NaN;
}
