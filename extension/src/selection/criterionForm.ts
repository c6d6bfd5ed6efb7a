import { type Criterion, type Described, describedBy, type How, type Selectable } from '../../../src/protocol';
import { element, freshId } from '../dom';
import type { FigureHost } from '../figure/host';

const NOT_LABELED = '';

/** Chooses cells by label or by a range of values, without a mouse. */
export class CriterionForm {
  readonly node: HTMLFormElement;
  readonly #host: FigureHost;
  readonly #how = element('select', { class: 'tissuebook-input' });
  readonly #column = element('select', { class: 'tissuebook-input' });
  readonly #label = element('select', { class: 'tissuebook-input' });
  readonly #from = element('input', { class: 'tissuebook-input', attributes: { type: 'number', step: 'any' } });
  readonly #to = element('input', { class: 'tissuebook-input', attributes: { type: 'number', step: 'any' } });
  readonly #fields: { label: HTMLElement; from: HTMLElement; to: HTMLElement };
  #columns: Described[] = [];

  constructor(host: FigureHost, choose: (criterion: Criterion) => void) {
    this.#host = host;
    const { trans } = host;
    const ways: [How, string][] = [
      ['replace', trans.__('New selection')],
      ['add', trans.__('Add')],
      ['keep', trans.__('Keep only')],
      ['remove', trans.__('Remove')],
    ];
    this.#how.append(...ways.map(([value, text]) => element('option', { text, attributes: { value } })));
    this.#fields = {
      label: this.#field(trans.__('Label'), this.#label),
      from: this.#field(trans.__('From'), this.#from),
      to: this.#field(trans.__('To'), this.#to),
    };
    this.#column.addEventListener('change', () => this.#showFields());
    this.node = element(
      'form',
      {
        class: 'tissuebook-View-criterion',
        attributes: { novalidate: '' },
        on: {
          keydown: (event) => this.#submitByEnter(event as KeyboardEvent),
          submit: (event) => {
            event.preventDefault();
            const criterion = this.#read();
            if (criterion) choose(criterion);
          },
        },
      },
      this.#field(trans.__('How'), this.#how),
      this.#field(trans.__('By'), this.#column),
      ...Object.values(this.#fields),
      element('button', { text: trans.__('Select'), class: 'tissuebook-button', attributes: { type: 'submit' } }),
    );
  }

  /** What the next selection does to the one that there is. */
  get how(): How {
    return this.#how.value as How;
  }

  show(payload: Selectable): void {
    this.#columns = describedBy(payload);
    const names = this.#columns.map(({ name }) => ({ value: name, text: name }));
    putOptions(this.#column, names);
    this.#showFields();
  }

  /** Inside of a notebook, Enter in a field does not submit by itself: JupyterLab keeps the line break to itself. */
  #submitByEnter(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    this.node.requestSubmit();
  }

  #showFields(): void {
    const column = this.#chosen();
    const labeled = column !== undefined && 'codes' in column;
    this.#fields.label.hidden = !labeled;
    this.#fields.from.hidden = this.#fields.to.hidden = labeled;
    if (!labeled) return;
    const labels = [...column.labels].map((text) => ({ value: text, text }));
    putOptions(this.#label, [...labels, { value: NOT_LABELED, text: this.#host.trans.__('not labeled') }]);
  }

  #chosen(): Described | undefined {
    return this.#columns.find(({ name }) => name === this.#column.value);
  }

  #read(): Criterion | undefined {
    const column = this.#chosen();
    if (!column) return undefined;
    if ('codes' in column) {
      const { value } = this.#label;
      return { column: column.name, labels: [value === NOT_LABELED ? null : value] };
    }
    const bound = (name: 'from' | 'to', { value }: HTMLInputElement): { from?: number; to?: number } =>
      value.trim() === '' || !Number.isFinite(Number(value)) ? {} : { [name]: Number(value) };
    return { column: column.name, ...bound('from', this.#from), ...bound('to', this.#to) };
  }

  #field(text: string, field: HTMLElement): HTMLElement {
    field.id = freshId('select');
    return element(
      'div',
      { class: 'tissuebook-field' },
      element('label', { text, attributes: { for: field.id } }),
      field,
    );
  }
}

/** Gives a list other choices. The same ones are left alone, so that a list that is open stays open; what was chosen stays chosen. */
function putOptions(list: HTMLSelectElement, choices: { value: string; text: string }[]): void {
  const same =
    list.options.length === choices.length && choices.every(({ value }, i) => list.options[i]?.value === value);
  if (same) return;
  const before = list.value;
  list.replaceChildren(...choices.map(({ value, text }) => element('option', { text, attributes: { value } })));
  if (choices.some(({ value }) => value === before)) list.value = before;
}
