import type { ViewPayload } from '../../../src/protocol';
import { element, freshId } from '../dom';
import type { FigureHost } from './host';
import type { Plotly, PlotlyElement } from './plotlyTypes';

/** Labels in one list at most; beyond, a list of boxes is no help. */
const MOST_LABELS = 200;

/** The legend as check boxes: what a click in the picture's legend does, by keyboard and by screen reader. */
export class FigureLabels {
  readonly node = element('details', {
    class: 'tissuebook-View-labels',
    attributes: { 'data-lm-suppress-shortcuts': 'true' },
  });
  readonly #host: FigureHost;
  #boxes: HTMLInputElement[] = [];
  #listed = '';
  readonly #list = element('div', { class: 'tissuebook-View-boxes', attributes: { role: 'group' } });

  constructor(host: FigureHost) {
    this.#host = host;
    this.#list.setAttribute('aria-label', host.trans.__('Shown labels'));
    this.node.append(element('summary', { text: host.trans.__('Labels') }), this.#list);
  }

  /** Lists what the picture's legend lists, each ticked when it is shown. */
  show(payload: ViewPayload, drawn: PlotlyElement, plotly: Plotly): void {
    const groups = payload.kind === 'spatial' ? legendGroups(drawn) : [];
    this.node.hidden = groups.length < 2 || groups.length > MOST_LABELS;
    if (this.node.hidden) return;
    const listed = JSON.stringify(groups.map(({ name, traces }) => [name, traces]));
    // The same list keeps its boxes, so that the keyboard's focus stays where it is.
    if (listed !== this.#listed) this.#list.replaceChildren(...this.#makeBoxes(groups, drawn, plotly));
    this.#listed = listed;
    groups.forEach(({ on }, i) => (this.#boxes[i]!.checked = on));
  }

  #makeBoxes(groups: LegendGroup[], drawn: PlotlyElement, plotly: Plotly): HTMLElement[] {
    this.#boxes = [];
    const boxes = groups.map(({ name, traces }) => {
      const id = freshId('label');
      const box = element('input', {
        attributes: { type: 'checkbox', id },
        on: { change: () => void plotly.restyle(drawn, { visible: box.checked ? true : 'legendonly' }, traces) },
      });
      this.#boxes.push(box);
      return element('span', {}, box, element('label', { text: name, attributes: { for: id } }));
    });
    const all = (visible: boolean): void => {
      const traces = groups.flatMap((group) => group.traces);
      void plotly.restyle(drawn, { visible: visible ? true : 'legendonly' }, traces);
    };
    const { trans } = this.#host;
    const button = (text: string, visible: boolean): HTMLElement =>
      element('button', {
        text,
        class: 'tissuebook-button',
        attributes: { type: 'button' },
        on: { click: () => all(visible) },
      });
    return [button(trans.__('Show all'), true), button(trans.__('Hide all'), false), ...boxes];
  }
}

interface LegendGroup {
  name: string;
  traces: number[];
  on: boolean;
}

/** The entries of the legend with the traces that each stands for: one a label, in all panels that share it. */
function legendGroups({ data }: PlotlyElement): LegendGroup[] {
  const groups = new Map<string, LegendGroup>();
  data.forEach((trace, i) => {
    const shared = /^c-?\d+$/.test(String(trace['legendgroup']));
    const key = shared ? String(trace['legendgroup']) : `${i}`;
    const group = groups.get(key);
    if (group) group.traces.push(i);
    else if (trace['showlegend'] !== false) {
      groups.set(key, { name: plainText(String(trace['name'])), traces: [i], on: trace['visible'] !== 'legendonly' });
    }
  });
  return [...groups.values()];
}

/** The text that was escaped for plotly: numeric entities back to their characters, set as text only. */
function plainText(escaped: string): string {
  return escaped.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}
