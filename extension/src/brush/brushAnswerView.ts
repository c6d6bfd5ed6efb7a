import type { BrushAnswer, BrushReadout } from '../../../src/protocol';
import { element } from '../dom';
import type { FigureHost, Translations } from '../figure/host';
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
  readonly #limits = element('ul');
  readonly #code = element('code');

  constructor(host: FigureHost, acts: AnswerActs) {
    const { trans } = host;
    this.#host = host;
    this.#acts = acts;
    const button = (text: string, act: () => void): HTMLButtonElement =>
      element('button', { text, class: 'tissuebook-button', attributes: { type: 'button' }, on: { click: act } });
    this.node.setAttribute('aria-label', trans.__('Answer'));
    this.node.append(
      element(
        'section',
        { class: 'tissuebook-Brush-limits', attributes: { 'aria-label': trans.__('What this cannot say') } },
        element('h3', { text: trans.__('What this cannot say') }),
        this.#limits,
      ),
      element(
        'div',
        { class: 'tissuebook-View-toolbar' },
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

  show(answer: BrushAnswer | undefined, code: string): void {
    this.node.hidden = !answer;
    if (!answer) return;
    const { trans } = this.#host;
    const { genes, sets, show, control, trainings, notices } = answer;
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
      [...genes, ...sets].some(({ role }) => role === 'control')
        ? trans.__('Marked (control): changed in the control, in place of those marked (changed). Their change less control speaks of the control alone.') // prettier-ignore
        : '',
    ];
    this.#limits.replaceChildren(...[...notices, ...limitsOf(trans)].map((text) => element('li', { text })));
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

/** What no answer of a brush can say, in plain words. */
function limitsOf(trans: Translations): string[] {
  return [
    trans.__(
      'No cell responded to anything: a trained model was asked what it expects of cells beside others like these.',
    ),
    trans.__('That neighbors occur together is not that one makes the other. An experiment can tell; this cannot.'),
    trans.__(
      'Each cell is inferred once, from measured neighbors: what was inferred changes no further cells, and no time passes.',
    ),
    trans.__('A dose multiplies what was measured: it cannot raise a gene in a cell where none was.'),
    trans.__(
      'Intervals are over trainings of one model on these data. Other tissues, patients and models may differ by more.',
    ),
  ];
}
