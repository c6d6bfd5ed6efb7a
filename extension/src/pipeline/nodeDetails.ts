import type { TranslationBundle } from '@jupyterlab/translation';
import { element } from '../dom';
import type { PipelineState } from './notebookPipeline';
import { downstream } from './pipelineGraph';
import { staleWords, statusWords, stepName } from './words';

/** What can be done with a cell. */
interface Actions {
  goTo(id: string): void;
  runFrom(id: string): void;
}

/** The cell in focus: what it does, what it uses, who uses it, and the buttons that act on it. */
export class NodeDetails {
  readonly node = element('section', { class: 'tissuebook-Pipeline-details' });
  readonly #trans: TranslationBundle;
  readonly #title = element('h3');
  readonly #details = element('dl');
  readonly #run: HTMLButtonElement;
  #id: string | undefined;

  constructor(trans: TranslationBundle, actions: Actions) {
    this.#trans = trans;
    const button = (text: string, act: (id: string) => void, main = ''): HTMLButtonElement =>
      element('button', {
        text,
        class: `tissuebook-button ${main}`,
        attributes: { type: 'button' },
        on: { click: () => this.#id !== undefined && act(this.#id) },
      });
    this.#run = button('', actions.runFrom, 'tissuebook-main');
    this.node.setAttribute('aria-label', trans.__('The chosen cell'));
    this.node.append(this.#title, this.#details, this.#run, button(trans.__('Go to the cell'), actions.goTo));
    this.node.hidden = true;
  }

  show(state: PipelineState | undefined, id: string | undefined): void {
    const node = state?.graph.nodes.find((one) => one.id === id);
    this.#id = node?.id;
    this.node.hidden = !node;
    if (!state || !node) return;
    const trans = this.#trans;
    const status = state.statuses.get(node.id)!;
    this.#title.textContent = node.title;
    const details: [string, string][] = [
      [trans.__('Steps'), node.steps.map((step) => stepName(trans, step)).join(', ')],
      [
        trans.__('State'),
        [statusWords(trans, status), staleWords(trans, status, state.graph)].filter(Boolean).join('. '),
      ],
      [trans.__('Uses'), this.#flows(state, node.id, 'to', 'from')],
      [trans.__('Makes'), node.makes.join(', ')],
      [trans.__('Changes'), node.changes.join(', ')],
      [trans.__('Used by'), this.#flows(state, node.id, 'from', 'to')],
    ];
    this.#details.replaceChildren(
      ...details
        .filter(([, text]) => text !== '')
        .flatMap(([name, text]) => [element('dt', { text: name }), element('dd', { text })]),
    );
    const count = downstream(state.graph, node.id).length;
    this.#run.textContent =
      count === 1 ? trans.__('Run this cell') : trans.__('Run this and what depends on it (%1 cells)', count);
    this.#run.disabled = !state.kernel;
  }

  /** 'tumour (datasets.load)': the variables of the edges at a node, and the cells at their other ends. */
  #flows({ graph }: PipelineState, id: string, here: 'from' | 'to', there: 'from' | 'to'): string {
    const titles = new Map(graph.nodes.map((node) => [node.id, node.title]));
    return graph.edges
      .filter((edge) => edge[here] === id)
      .map((edge) => `${edge.names.join(', ')} (${titles.get(edge[there])})`)
      .join('; ');
  }
}
