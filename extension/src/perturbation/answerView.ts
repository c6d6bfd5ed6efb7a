import type { PerturbationAnswer } from '../../../src/protocol';
import { element } from '../dom';
import { FigureView } from '../figure/figureView';
import type { FigureHost } from '../figure/host';
import { answerTables } from './answerTables';

/** What the model answered: its words and tables, pictures, and the code that was run. */
export class AnswerView {
  readonly node = element('section', { class: 'tissuebook-Perturbation-answer' });
  readonly #host: FigureHost;
  readonly #insert: ((code: string) => void) | undefined;
  readonly #code = element('code');
  #figures: FigureView[] = [];
  #answer: PerturbationAnswer | undefined;

  /** @param insert puts code into a cell below; absent where there are no cells */
  constructor(host: FigureHost, insert: ((code: string) => void) | undefined) {
    this.#host = host;
    this.node.setAttribute('aria-label', host.trans.__('Answer'));
    this.node.hidden = true;
    this.#insert = insert;
  }

  get answer(): PerturbationAnswer | undefined {
    return this.#answer;
  }

  show(answer: PerturbationAnswer, code: string): void {
    this.#code.textContent = code;
    if (answer.id === this.#answer?.id) return;
    this.dispose();
    this.#answer = answer;
    const { trans } = this.#host;
    this.#figures = answer.views.map(() => new FigureView(this.#host));
    const table = element(
      'div',
      {
        class: 'tissuebook-Perturbation-text',
        attributes: { role: 'group', 'aria-label': trans.__('The answer as a table') },
      },
      ...answerTables(answer.text),
    );
    this.node.replaceChildren(
      element('h3', { text: trans.__('Answer') }),
      table,
      ...this.#figures.map(({ node }) => node),
      this.#ranCode(),
    );
    this.node.hidden = false;
    answer.views.forEach((view, i) => void this.#figures[i]!.show(view));
  }

  async draw(): Promise<void> {
    await Promise.all(this.#figures.map((figure) => figure.draw()));
  }

  dispose(): void {
    for (const figure of this.#figures) figure.dispose();
    this.#figures = [];
  }

  #ranCode(): HTMLElement {
    const { trans } = this.#host;
    const insert = this.#insert;
    return element(
      'details',
      { attributes: { open: '' } },
      element('summary', { text: trans.__('The code of this answer') }),
      element('pre', { attributes: { tabindex: '0' } }, this.#code),
      ...(insert
        ? [
            element('button', {
              text: trans.__('Insert this code'),
              class: 'tissuebook-button',
              attributes: { type: 'button' },
              on: { click: () => insert(this.#code.textContent ?? '') },
            }),
          ]
        : []),
    );
  }
}
