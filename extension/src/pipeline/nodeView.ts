import type { TranslationBundle } from '@jupyterlab/translation';
import { element } from '../dom';
import type { CellStatus } from './cellStatus';
import type { PipelineNode } from './pipelineGraph';
import { timeWords } from '../timeWords';
import { STATUS_MARKS, statusWords, stepName } from './words';

/** One cell of the pipeline: a button, which stands in the graph or in the list. */
export class NodeView {
  readonly node = element('li', { class: 'tissuebook-Pipeline-item' });
  readonly button: HTMLButtonElement;
  readonly #trans: TranslationBundle;
  readonly #step = element('span', { class: 'tissuebook-Pipeline-step' });
  readonly #title = element('span', { class: 'tissuebook-Pipeline-title' });
  readonly #mark = element('span', { class: 'tissuebook-Pipeline-mark', attributes: { 'aria-hidden': 'true' } });
  readonly #status = element('span', { class: 'tissuebook-Pipeline-status' });

  /** @param on what focusing and pressing do */
  constructor(trans: TranslationBundle, on: { focus: () => void; press: () => void }) {
    this.#trans = trans;
    this.button = element(
      'button',
      { class: 'tissuebook-Pipeline-node', attributes: { type: 'button' }, on: { focus: on.focus, click: on.press } },
      element('span', { class: 'tissuebook-Pipeline-line' }, this.#title),
      element('span', { class: 'tissuebook-Pipeline-line' }, this.#step, this.#mark, this.#status),
    );
    this.node.append(this.button);
  }

  show(node: PipelineNode, status: CellStatus, seconds: number | undefined): void {
    const trans = this.#trans;
    this.button.dataset['step'] = node.main;
    this.button.dataset['status'] = status.kind;
    this.#step.textContent = stepName(trans, node.main);
    this.#title.textContent = node.title.slice(0, 100);
    this.#mark.textContent = STATUS_MARKS[status.kind];
    const words = statusWords(trans, status);
    const took = seconds === undefined ? words : trans.__('%1, %2', words, timeWords(trans, seconds));
    if (this.#status.textContent !== took) this.#status.textContent = took;
    this.button.title = trans.__('Go to the cell: %1', node.title.slice(0, 300));
  }

  /** Stands at a place of the graph; without one it follows the item before it, as in a list. */
  place(at: { x: number; y: number; width: number; height: number } | undefined): void {
    this.node.style.cssText = at
      ? `position: absolute; left: ${at.x}px; top: ${at.y}px; width: ${at.width}px; height: ${at.height}px`
      : '';
  }
}
