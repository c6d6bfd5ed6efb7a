import type { Criterion, Selectable, ViewPayload } from '../../../src/protocol';
import type { Plotly, PlotlyElement } from '../figure/plotlyTypes';
import type { CellSelection } from './cellSelection';
import { pickedCells } from './markPicks';
import { selectedPoints, tracePoints } from './tracePoints';

/** How the cells of a view are drawn: each a point of plotly's, each a point of a layer over it, or otherwise. */
export type PointsBy = 'plotly' | 'layer' | 'none';

/** What is selected, shown in a picture that plotly draws; and clicks on its marks. */
export class SelectionMarks {
  readonly #drawn: () => PlotlyElement | undefined;
  readonly #redraw: () => void;
  readonly #pick: (...criteria: Criterion[]) => void;
  #selection: CellSelection | undefined;
  #redraws = false;
  #traces: (ArrayLike<number> | undefined)[] = [];
  #plotly: Plotly | undefined;

  /**
   * @param redraw draws the picture again: bars, fields and violins stand for many cells and change their shape
   * @param pick selects the cells of a mark that was clicked
   */
  constructor(drawn: () => PlotlyElement | undefined, redraw: () => void, pick: (...criteria: Criterion[]) => void) {
    this.#drawn = drawn;
    this.#redraw = redraw;
    this.#pick = pick;
  }

  show(selectable: Selectable | undefined, selection: CellSelection | undefined, points: PointsBy): void {
    this.#selection = selection;
    this.#redraws = points === 'none';
    this.#traces = selectable && points === 'plotly' ? tracePoints(selectable) : [];
  }

  /** [nCells]: 1 for what is selected, for pictures whose marks stand for many cells; undefined where nothing is. */
  get mask(): Uint8Array | undefined {
    return this.#redraws && this.#selection?.size ? this.#selection.mask : undefined;
  }

  /** Marks the selected points in a figure that is about to be drawn. */
  mark(data: Record<string, unknown>[]): void {
    if (!this.#selection || !this.#traces.length) return;
    selectedPoints(this.#traces, this.#selection).forEach((points, i) => {
      if (points) data[i]!['selectedpoints'] = points;
    });
  }

  /** The picture is there: from now on changes are shown in it, and its marks can be clicked. */
  drawnBy(plotly: Plotly, payload: ViewPayload): void {
    this.#plotly = plotly;
    const drawn = this.#drawn();
    drawn?.removeAllListeners('plotly_click');
    drawn?.on('plotly_click', ({ points }) => {
      const criteria = pickedCells(payload, (points as Record<string, unknown>[] | undefined)?.[0]);
      if (criteria.length) this.#pick(...criteria);
    });
  }

  /** Shows a selection that has changed. */
  async update(): Promise<void> {
    if (this.#redraws) return this.#redraw();
    const drawn = this.#drawn();
    if (!drawn || !this.#selection || !this.#plotly || !this.#traces.length) return;
    const points = selectedPoints(this.#traces, this.#selection);
    await this.#plotly.restyle(drawn, { selectedpoints: points }, [...points.keys()]);
  }
}
