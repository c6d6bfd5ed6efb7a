import { MAX_SHOWN_GENES, readable, shorten, type TranscriptFacts } from '../../../src/protocol';
import { element, freshId } from '../dom';
import type { FigureHost } from '../figure/host';
import type { FigureGene } from './shownGenes';

/** Names that a field proposes: more are not read through. */
const PROPOSED = 50;

interface Parts {
  add(name: string): void;
  remove(name: string): void;
  toggled(name: string, visible: boolean): void;
}

/** The genes whose transcripts are on show: a legend that is a table, and a field for one more. */
export class TranscriptPanel {
  readonly content: HTMLElement[];
  readonly #host: FigureHost;
  readonly #parts: Parts;
  readonly #rows = element('tbody');
  readonly #status = element('p', { class: 'tissuebook-View-imagestatus', attributes: { role: 'status' } });
  readonly #form: HTMLFormElement;
  readonly #field: HTMLInputElement;
  readonly #names = element('datalist', { attributes: { id: freshId('genes') } });
  readonly #shares = new Map<string, HTMLElement>();
  #facts: TranscriptFacts | undefined;

  constructor(host: FigureHost, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
    const { trans } = host;
    const heads = [trans.__('Gene'), trans.__('Transcripts'), trans.__('Shown'), ''];
    const table = element(
      'table',
      { class: 'tissuebook-Transcripts', attributes: { 'aria-label': trans.__('Transcripts on show') } },
      element('thead', {}, element('tr', {}, ...heads.map((text) => element(text ? 'th' : 'td', { text, ...(text && { attributes: { scope: 'col' } }) })))),
      this.#rows,
    ); // prettier-ignore
    const id = freshId('gene');
    this.#field = element('input', {
      class: 'tissuebook-input',
      attributes: { type: 'text', id, list: this.#names.id, autocomplete: 'off', spellcheck: 'false' },
      on: { input: () => this.#propose() },
    });
    this.#form = element(
      'form',
      {
        class: 'tissuebook-Transcripts-add',
        on: {
          // Inside of a notebook, Enter in a field does not submit by itself.
          keydown: (event) => {
            if ((event as KeyboardEvent).key !== 'Enter' || event.target !== this.#field) return;
            event.preventDefault();
            this.#form.requestSubmit();
          },
          submit: (event) => {
            event.preventDefault();
            this.#add();
          },
        },
      },
      element('label', { text: trans.__('One more gene'), attributes: { for: id } }),
      this.#field,
      this.#names,
      element('button', { text: trans.__('Add'), class: 'tissuebook-button', attributes: { type: 'submit' } }),
    );
    this.#form.hidden = true;
    this.content = [table, this.#form, this.#status];
  }

  /** What there is to choose from; undefined without a kernel that has it. */
  offer(facts: TranscriptFacts | undefined): void {
    this.#facts = facts;
    this.#form.hidden = !facts;
  }

  say(text: string): void {
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }

  list(genes: readonly FigureGene[]): void {
    this.#shares.clear();
    this.#rows.replaceChildren(...genes.map((gene) => this.#row(gene)));
  }

  /** Says how many of a gene's transcripts are shown. @param one of how many */
  share(name: string, one: number): void {
    const cell = this.#shares.get(name);
    const { trans } = this.#host;
    const text = one === 1 ? trans.__('all') : trans.__('1 in %1', readable(one));
    if (cell && cell.textContent !== text) cell.textContent = text;
  }

  #row({ name, color, shape, count, visible }: FigureGene): HTMLElement {
    const { trans } = this.#host;
    const shown = shorten(name, 60);
    const id = freshId('shown');
    const box = element('input', { attributes: { type: 'checkbox', id }, on: { change: () => this.#parts.toggled(name, box.checked) } }); // prettier-ignore
    box.checked = visible;
    const dot = element('span', { class: 'tissuebook-Transcripts-dot', attributes: { 'data-shape': shape, 'aria-hidden': 'true' } }); // prettier-ignore
    dot.style.background = color;
    const share = element('td');
    this.#shares.set(name, share);
    const remove = element('button', {
      text: '×',
      class: 'tissuebook-Legend-only',
      attributes: { type: 'button', 'aria-label': trans.__('Show %1 no more', shown) },
      on: { click: () => this.#remove(name) },
    });
    return element('tr', {},
      element('th', { attributes: { scope: 'row' } }, box, dot, element('label', { text: shown, attributes: { for: id, title: shown } })),
      element('td', { text: readable(count), class: 'tissuebook-number' }),
      share,
      element('td', {}, remove),
    ); // prettier-ignore
  }

  #propose(): void {
    const typed = this.#field.value.trim().toLowerCase();
    const all = this.#facts?.genes ?? [];
    const begins = all.filter((name) => name.toLowerCase().startsWith(typed));
    const fitting = begins.length < PROPOSED ? [...begins, ...all.filter((name) => name.toLowerCase().indexOf(typed) > 0)] : begins; // prettier-ignore
    this.#names.replaceChildren(...fitting.slice(0, PROPOSED).map((value) => element('option', { attributes: { value } }))); // prettier-ignore
  }

  #add(): void {
    const typed = this.#field.value.trim();
    const { trans } = this.#host;
    const all = this.#facts?.genes ?? [];
    const name = all.find((each) => each === typed) ?? all.find((each) => each.toLowerCase() === typed.toLowerCase());
    if (typed === '') return;
    if (name === undefined) return this.say(trans.__('There are no transcripts of "%1".', shorten(typed, 60)));
    this.#field.value = '';
    this.#parts.add(name);
  }

  /** The keyboard goes on to the next row's button, or to the field. */
  #remove(name: string): void {
    const at = [...this.#shares.keys()].indexOf(name);
    this.#parts.remove(name);
    const rest = [...this.#rows.querySelectorAll('button')];
    (rest[Math.min(at, rest.length - 1)] ?? this.#field).focus();
  }

  /** What is said when no more genes can be shown. */
  get fullText(): string {
    return this.#host.trans.__('At most %1 genes are shown at once: remove one first.', MAX_SHOWN_GENES);
  }
}
