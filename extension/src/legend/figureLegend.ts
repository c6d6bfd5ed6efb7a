import type { SpatialPayload, ViewPayload } from '../../../src/protocol';
import { element } from '../dom';
import type { FigureSide, SideHandle } from '../figure/figureSide';
import type { FigureHost } from '../figure/host';
import type { Plotly, PlotlyElement } from '../figure/plotlyTypes';
import { entryTraces } from './entryTraces';
import { LegendList } from './legendList';
import { type LegendEntry, type LegendPart, legendParts } from './legendParts';

/** The legend of a tissue beside its picture: what is hidden here is hidden in every panel. */
export class FigureLegend {
  readonly #host: FigureHost;
  readonly #part: SideHandle;
  readonly #content = element('div', { class: 'tissuebook-Legend' });
  #lists: LegendList[] = [];
  #listed = '';
  #payload: SpatialPayload | undefined;
  #traces = new Map<LegendEntry, number[]>();
  #drawn: { drawn: PlotlyElement; plotly: Plotly } | undefined;

  constructor(host: FigureHost, side: FigureSide) {
    this.#host = host;
    this.#part = side.add({ id: 'legend', title: host.trans.__('Legend'), order: 10, open: true, content: [this.#content] }); // prettier-ignore
    this.#part.hidden = true;
  }

  /** Takes over a payload before it is drawn. */
  show(payload: ViewPayload): void {
    this.#payload = payload.kind === 'spatial' ? payload : undefined;
    const parts = this.#payload ? legendParts(this.#payload) : [];
    this.#part.hidden = parts.every(({ entries, scale }) => entries.length === 0 && !scale);
    const listed = JSON.stringify(parts.map(describe));
    if (listed === this.#listed) {
      // The same list keeps its boxes, so that the keyboard's focus stays where it is.
      this.#lists.forEach((list, i) => list.renew(parts[i]!.entries));
      return;
    }
    this.#listed = listed;
    this.#lists = parts.map((part) => new LegendList(this.#host.trans, part, (changes) => this.#restyle(changes)));
    this.#content.replaceChildren(...this.#lists.map(({ node }) => node));
  }

  /** Follows the picture that was drawn of the payload. */
  drawnBy(drawn: PlotlyElement, plotly: Plotly): void {
    if (!this.#payload) return;
    this.#drawn = { drawn, plotly };
    const entries = this.#lists.flatMap((list) => list.entries);
    this.#traces = entryTraces(this.#payload, entries, drawn.data);
    drawn.on('plotly_restyle', () => this.#update());
    this.#update();
  }

  #update(): void {
    const { data } = this.#drawn!.drawn;
    const shown = (entry: LegendEntry): boolean =>
      this.#traces.get(entry)!.some((trace) => data[trace]?.['visible'] !== 'legendonly');
    for (const list of this.#lists) list.update(shown);
  }

  #restyle(changes: ReadonlyMap<LegendEntry, boolean>): void {
    if (!this.#drawn) return;
    const traces: number[] = [];
    const visible: (true | 'legendonly')[] = [];
    for (const [entry, shown] of changes) {
      for (const trace of this.#traces.get(entry) ?? []) {
        traces.push(trace);
        visible.push(shown || 'legendonly');
      }
    }
    const { drawn, plotly } = this.#drawn;
    if (traces.length) void plotly.restyle(drawn, { visible }, traces);
  }
}

/** What a part looks like, without what depends on the single payload, as counts do. */
function describe({ title, entries, scale }: LegendPart): unknown {
  const ends = scale && [scale.vmin, scale.vmax, scale.scale, scale.unit];
  return [title, ends, entries.map(({ key, name, color }) => [key, name, color])];
}
