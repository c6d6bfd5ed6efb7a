import type { BrushAnswer, BrushReadout } from '../../../src/protocol';
import { element } from '../dom';
import type { FigureHost } from '../figure/host';
import { responseTable } from './responseTable';

export interface AnswerActs {
  /** Another gene or set on the maps. */
  show(readout: BrushReadout): void;
  /** Asks for the whole table. */
  save(): void;
}

/** What the model answered in numbers, what that can and cannot say, and its code. */
export class BrushAnswerView {
  readonly node = element('section', { class: 'tissuebook-Brush-answer' });
  readonly #host: FigureHost;
  readonly #acts: AnswerActs;
  readonly #tables = element('div', { class: 'tissuebook-Brush-tables' });
  readonly #words = element('div');
  readonly #code = element('code');
  readonly #moved: HTMLButtonElement;

  constructor(host: FigureHost, acts: AnswerActs) {
    const { trans } = host;
    this.#host = host;
    this.#acts = acts;
    const button = (text: string, act: () => void): HTMLButtonElement =>
      element('button', { text, class: 'tissuebook-button', attributes: { type: 'button' }, on: { click: act } });
    this.#moved = button(trans.__('Show how far cells moved'), () => acts.show({}));
    this.node.setAttribute('aria-label', trans.__('Answer'));
    this.node.append(
      element(
        'div',
        { class: 'tissuebook-View-toolbar' },
        this.#moved,
        button(trans.__('Save as CSV'), () => acts.save()),
      ),
      this.#tables,
      this.#words,
      element(
        'details',
        {},
        element('summary', { text: trans.__('The code of these strokes') }),
        element('pre', { attributes: { tabindex: '0' } }, this.#code),
      ),
    );
    this.node.hidden = true;
  }

  /** What the maps show, in words. */
  title({ gene, set }: BrushReadout): string {
    const { trans } = this.#host;
    if (gene !== undefined) return trans.__('%1: after less before', gene);
    return set === undefined ? trans.__('How far each cell moved') : trans.__('Mean of %1: after less before', set);
  }

  show(answer: BrushAnswer | undefined, code: string): void {
    this.node.hidden = !answer;
    if (!answer) return;
    const { trans } = this.#host;
    const { genes, sets, show, control, trainings } = answer;
    this.#moved.setAttribute('aria-pressed', String(show.gene === undefined && show.set === undefined));
    this.#tables.replaceChildren(
      responseTable(trans, trans.__('gene'), genes, show.gene, (gene) => this.#acts.show({ gene })),
      ...(sets.length > 0
        ? [responseTable(trans, trans.__('set'), sets, show.set, (set) => this.#acts.show({ set }))]
        : []),
    );
    const sentences = [
      control === '' ? '' : trans.__('Control: %1.', control),
      trans.__('Means over the cells within reach, those that go furthest beyond the control first; the file has all.'),
      trainings > 1
        ? trans.__('Intervals: 95% over %1 trainings.', trainings)
        : trans.__('No intervals: one training alone says nothing of how sure it is.'),
      trans.__('This is what the model makes of neighbors that it saw together. No cell responded to anything, what was inferred changes no further cells, and a dose cannot raise a gene where none was measured.'), // prettier-ignore
    ];
    this.#words.replaceChildren(...sentences.filter(Boolean).map((text) => element('p', { text })));
    this.#code.textContent = code;
  }

  /** Saves the whole table as a file. */
  download(csv: string): void {
    const address = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
    element('a', { attributes: { href: address, download: 'perturbation.csv' } }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }
}
