import type { TranslationBundle } from '@jupyterlab/translation';
import { element } from '../dom';
import { edgeLines } from './edgeLines';
import { layoutPipeline, NODE } from './layout';
import { NodeDetails } from './nodeDetails';
import { NodeView } from './nodeView';
import { railLayout } from './railLayout';
import type { NotebookPipeline, PipelineState } from './notebookPipeline';

/** The pipeline on the page: a list that is laid out as a graph, and what there is to do with the cell in focus. */
export class PipelineView {
  readonly node = element('div', { class: 'tissuebook-Pipeline-view' });
  readonly #trans: TranslationBundle;
  readonly #list = element('ol', { class: 'tissuebook-Pipeline-nodes' });
  readonly #summary = element('p', { class: 'tissuebook-Pipeline-summary', attributes: { role: 'status' } });
  readonly #stage: HTMLElement;
  readonly #asGraph: HTMLButtonElement;
  readonly #runStale: HTMLButtonElement;
  readonly #details: NodeDetails;
  readonly #views = new Map<string, NodeView>();
  #lines: SVGElement | undefined;
  /** Of the panel, in pixels, when the graph was laid out. */
  #width = 0;
  #pipeline: NotebookPipeline | undefined;
  #state: PipelineState | undefined;
  #chosen: string | undefined;

  constructor(trans: TranslationBundle) {
    this.#trans = trans;
    this.#asGraph = this.#button(trans.__('As a graph'), () => this.#turn());
    this.#asGraph.setAttribute('aria-pressed', 'true');
    this.#runStale = this.#button(trans.__('Run what is not up to date'), () => {
      if (this.#state) void this.#pipeline?.runStale(this.#state.statuses);
    });
    this.#details = new NodeDetails(trans, {
      goTo: (id) => this.#pipeline?.goTo(id),
      runFrom: (id) => void this.#pipeline?.runFrom(id),
    });
    this.#stage = element('div', { class: 'tissuebook-Pipeline-stage' }, this.#list);
    new ResizeObserver(() => this.node.clientWidth !== this.#width && this.#arrange()).observe(this.node);
    this.#list.addEventListener('keydown', (event) => this.#moveByKey(event));
    const tools = element('div', { class: 'tissuebook-View-toolbar' }, this.#asGraph, this.#runStale);
    this.node.append(tools, this.#summary, this.#stage, this.#details.node);
  }

  /** Shows a state; `pipeline` is what its buttons act on. Without one there is no notebook. */
  show(pipeline: NotebookPipeline | undefined, state: PipelineState | undefined): void {
    this.#pipeline = pipeline;
    this.#state = state;
    const nodes = state?.graph.nodes ?? [];
    if (!nodes.some(({ id }) => id === this.#chosen)) this.#chosen = undefined;
    for (const [id, view] of this.#views) {
      if (nodes.some((node) => node.id === id)) continue;
      view.node.remove();
      this.#views.delete(id);
    }
    nodes.forEach((node, i) => {
      const view = this.#viewOf(node.id);
      view.show(node, state!.statuses.get(node.id)!, state!.seconds.get(node.id));
      if (this.#list.children[i] !== view.node) this.#list.insertBefore(view.node, this.#list.children[i] ?? null);
    });
    this.#describe();
    this.#arrange();
    this.#details.show(state, this.#chosen);
  }

  #viewOf(id: string): NodeView {
    const known = this.#views.get(id);
    if (known) return known;
    const view = new NodeView(this.#trans, {
      focus: () => this.#choose(id),
      press: () => this.#pipeline?.goTo(id),
    });
    this.#views.set(id, view);
    return view;
  }

  #choose(id: string): void {
    this.#chosen = id;
    for (const [other, { button }] of this.#views) button.toggleAttribute('data-chosen', other === id);
    this.#details.show(this.#state, id);
  }

  #describe(): void {
    const trans = this.#trans;
    const state = this.#state;
    const nodes = state?.graph.nodes ?? [];
    const behind = nodes.filter(({ id }) => state!.statuses.get(id)?.kind !== 'done').length;
    this.#runStale.disabled = !state?.kernel || behind === 0;
    const text = !state
      ? trans.__('Open a notebook to see its pipeline.')
      : nodes.length === 0
        ? trans.__('No cell of this notebook uses Tissuebook yet.')
        : `${trans._n('%1 cell', '%1 cells', nodes.length)}, ${trans.__('%1 not up to date', behind)}` +
          (state.kernel ? '' : `. ${trans.__('No kernel runs: nothing can be run from here.')}`);
    if (this.#summary.textContent !== text) this.#summary.textContent = text;
  }

  /** Places the items as a graph, in lanes where the panel is narrower than that, or leaves them to stand below each other. */
  #arrange(): void {
    this.#lines?.remove();
    this.#lines = undefined;
    const graph = this.#state?.graph;
    const asGraph = this.#asGraph.getAttribute('aria-pressed') === 'true' && graph !== undefined;
    this.#stage.classList.toggle('tissuebook-mod-graph', asGraph);
    this.#list.style.cssText = '';
    this.#width = this.node.clientWidth;
    if (!asGraph) {
      for (const view of this.#views.values()) view.place(undefined);
      return;
    }
    const wide = layoutPipeline(graph);
    const layout = this.#width > 0 && wide.width > this.#width ? railLayout(graph, this.#width) : wide;
    const size = { width: layout.nodeWidth, height: NODE.height };
    for (const [id, at] of layout.nodes) this.#views.get(id)?.place({ ...at, ...size });
    this.#list.style.cssText = `width: ${layout.width}px; height: ${layout.height}px`;
    this.#lines = edgeLines(layout);
    this.#stage.prepend(this.#lines);
  }

  #turn(): void {
    const pressed = this.#asGraph.getAttribute('aria-pressed') === 'true';
    this.#asGraph.setAttribute('aria-pressed', String(!pressed));
    this.#arrange();
  }

  /** Up and down go through the cells in the order of the notebook. */
  #moveByKey(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const nodes = this.#state?.graph.nodes ?? [];
    const at = nodes.findIndex(({ id }) => this.#views.get(id)?.button === document.activeElement);
    const next = step === undefined || at < 0 ? undefined : nodes[at + step];
    if (!next) return;
    event.preventDefault();
    this.#views.get(next.id)?.button.focus();
  }

  #button(text: string, act: () => void): HTMLButtonElement {
    return element('button', {
      text,
      class: 'tissuebook-button',
      attributes: { type: 'button' },
      on: { click: act },
    });
  }
}
