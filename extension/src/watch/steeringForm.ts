import { type InterventionKind, INTERVENTION_KINDS, type WatchCommand } from '../../../src/protocol';
import { element } from '../dom';
import { button } from '../figure/button';
import type { FigureHost } from '../figure/host';
import { choiceField, type Field, textField } from '../forms/fields';
import { consequences, steeringNames } from './watchWords';

type Rule = 'below' | 'patience';

/** What the fields of a form begin with (ours). */
const BEGIN = { times: '3', below: '0.5', patience: '5' };

/** Three things that can be done with the cells that are selected. Each says what it does to the result before it is done. */
export class SteeringForm {
  readonly node: HTMLElement;
  readonly #host: FigureHost;
  readonly #ask: (command: WatchCommand) => void;
  readonly #buttons: Record<InterventionKind, HTMLButtonElement>;
  readonly #hint = element('span', { class: 'tissuebook-Watch-hint' });
  readonly #form: HTMLFormElement;
  readonly #words = element('div', { attributes: { tabindex: '-1' } });
  readonly #error = element('p');
  readonly #times: Field;
  readonly #rule: Field<HTMLSelectElement>;
  readonly #bound: Field;
  readonly #refused = element('p', { class: 'tissuebook-View-message', attributes: { role: 'alert' } });
  #kind: InterventionKind | undefined;
  #cells = 0;

  /** @param ask sends a command for the cells that are selected */
  constructor(host: FigureHost, ask: (command: WatchCommand) => void) {
    const { trans } = host;
    this.#host = host;
    this.#ask = ask;
    const names = steeringNames(trans);
    const make = (kind: InterventionKind): [InterventionKind, HTMLButtonElement] => {
      const node = button(names[kind], () => this.#open(this.#kind === kind ? undefined : kind));
      node.setAttribute('aria-expanded', 'false');
      return [kind, node];
    };
    this.#buttons = Object.fromEntries(INTERVENTION_KINDS.map(make)) as Record<InterventionKind, HTMLButtonElement>;
    const number = { attributes: { inputmode: 'decimal' } };
    this.#times = textField(trans.__('Times, from 1 to 100'), BEGIN.times, number);
    const rules = [
      { value: 'below', name: trans.__('Their mean error is below') },
      { value: 'patience', name: trans.__('It has not fallen for this many looks') },
    ];
    this.#rule = choiceField(trans.__('End when'), rules);
    this.#bound = textField(trans.__('Value'), BEGIN.below, number);
    this.#rule.input.addEventListener('change', () => {
      this.#bound.input.value = BEGIN[this.#rule.input.value as Rule];
    });
    this.#form = this.#makeForm();
    this.node = element(
      'div',
      { class: 'tissuebook-Watch-steer' },
      element(
        'div',
        {
          class: 'tissuebook-View-toolbar',
          attributes: { role: 'group', 'aria-label': trans.__('Steer the training by the selected cells') },
        },
        ...Object.values(this.#buttons),
        this.#hint,
      ),
      this.#form,
      this.#refused,
    );
    this.#refused.hidden = true;
    this.#open(undefined);
  }

  /**
   * @param steer what can be done now @param cells how many are selected
   * @param error the mean error of these in the frame on show, where it shows errors
   */
  show(steer: readonly InterventionKind[], cells: number, error: number | undefined): void {
    const { trans } = this.#host;
    for (const kind of INTERVENTION_KINDS) {
      this.#buttons[kind].hidden = !steer.includes(kind);
      this.#buttons[kind].disabled = cells === 0;
    }
    this.node.hidden = steer.length === 0 && this.#refused.hidden;
    this.#hint.textContent =
      steer.length === 0 || cells > 0
        ? ''
        : trans.__('Select cells to steer by: with the lasso, or by label or value under Selection.');
    if (this.#kind && (cells === 0 || !steer.includes(this.#kind))) this.#open(undefined);
    this.#error.textContent =
      this.#kind === 'stop-when' && error !== undefined
        ? trans.__('Their mean error in the frame on show is %1; one answer for all cells has 1.', error.toPrecision(3))
        : '';
    if (this.#kind) this.#say(this.#kind, cells);
    this.#cells = cells;
  }

  /** What the kernel says against what was asked. */
  refuse(why: string): void {
    this.#refused.textContent = why.slice(0, 1000);
    this.#refused.hidden = this.node.hidden = false;
  }

  #makeForm(): HTMLFormElement {
    const { trans } = this.#host;
    const form: HTMLFormElement = element(
      'form',
      {
        class: 'tissuebook-Watch-form',
        attributes: { novalidate: '' },
        on: {
          keydown: (event) => {
            const { key, target } = event as KeyboardEvent;
            if (key === 'Escape') this.#open(undefined, true);
            // Inside of a notebook, Enter in a field does not submit by itself.
            else if (key !== 'Enter' || !(target instanceof HTMLInputElement)) return;
            else form.requestSubmit();
            event.preventDefault();
            event.stopPropagation();
          },
          submit: (event) => {
            event.preventDefault();
            this.#send();
          },
        },
      },
      this.#words,
      this.#error,
      element('div', { class: 'tissuebook-View-criterion' }, this.#times.node, this.#rule.node, this.#bound.node),
      element(
        'div',
        { class: 'tissuebook-View-toolbar' },
        element('button', { text: trans.__('Do it'), class: 'tissuebook-button', attributes: { type: 'submit' } }),
        button(trans.__('Leave it'), () => this.#open(undefined, true)),
      ),
    );
    return form;
  }

  #open(kind: InterventionKind | undefined, back = false): void {
    if (back && this.#kind) this.#buttons[this.#kind].focus();
    this.#kind = kind;
    for (const each of INTERVENTION_KINDS) this.#buttons[each].setAttribute('aria-expanded', String(each === kind));
    this.#form.hidden = !kind;
    this.#refused.hidden = true;
    this.#times.node.hidden = kind !== 'look-more';
    this.#rule.node.hidden = this.#bound.node.hidden = kind !== 'stop-when';
    if (!kind) return;
    this.#form.setAttribute('aria-label', steeringNames(this.#host.trans)[kind]);
    this.#say(kind, this.#cells);
    // What it does is read out first; its fields and buttons follow.
    this.#words.focus();
  }

  #say(kind: InterventionKind, cells: number): void {
    const texts = consequences(this.#host.trans, kind, cells);
    if (this.#words.textContent !== texts.join('')) {
      this.#words.replaceChildren(...texts.map((text) => element('p', { text })));
    }
  }

  #send(): void {
    const kind = this.#kind;
    if (!kind) return;
    this.#refused.hidden = true;
    const { trans } = this.#host;
    if (kind === 'hold-out') this.#ask({ command: kind });
    else {
      const name = kind === 'look-more' ? 'times' : (this.#rule.input.value as Rule);
      const value = Number((kind === 'look-more' ? this.#times : this.#bound).input.value.replace(',', '.'));
      if (!Number.isFinite(value)) return this.refuse(trans.__('A number is needed.'));
      this.#ask({ command: kind, [name]: value });
    }
  }

  /** What was asked is done: the form has served. */
  done(): void {
    this.#open(undefined, this.#form.contains(document.activeElement));
  }
}
