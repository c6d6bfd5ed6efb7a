import type { TranslationBundle } from '@jupyterlab/translation';
import type { EmptyValue, ZooOption, ZooValue } from '../../../src/protocol/models';
import type { CellValue } from '../code/zooCall';
import { choiceField, type Field, textField } from '../forms/fields';

/** The field of one option of a model. */
export class OptionField {
  readonly node: HTMLElement;
  readonly option: ZooOption;
  readonly #input: HTMLInputElement | HTMLSelectElement;
  readonly #trans: TranslationBundle;

  /** @param wrong id of the element that says what is wrong with the form */
  constructor(trans: TranslationBundle, option: ZooOption, wrong: string) {
    this.#trans = trans;
    this.option = option;
    const { node, input } = makeField(option, wrong);
    this.node = node;
    this.#input = input;
    this.#input.name = option.name;
    this.#input.value = option.value === undefined ? '' : String(option.value);
  }

  /** What the field holds; NaN for a number that is none. */
  get value(): ZooValue {
    const text = this.#input.value.trim();
    const { type, optional } = this.option;
    if (type === 'flag') return text === '' ? '' : text === 'true';
    if ((type !== 'integer' && type !== 'number') || (text === '' && optional)) return text;
    return text === '' ? NaN : Number(text);
  }

  set wrong(wrong: boolean) {
    this.#input.setAttribute('aria-invalid', String(wrong));
  }

  /** Says what the option is while the field is empty: '128, from small'. */
  showEmpty({ value, from }: EmptyValue, size: string): void {
    if (!this.option.optional) return;
    const words = wordsOf(this.#trans, value);
    const text =
      from === 'size' ? this.#trans.__('%1, from %2', words, size) : this.#trans.__('%1, the default', words);
    if (this.#input instanceof HTMLInputElement) this.#input.placeholder = text;
    else this.#input.options[0]!.textContent = text;
  }

  /** Takes over what a cell says; undefined: there is no cell, and the field is free. */
  follow(said: CellValue | undefined): void {
    const code = said?.kind === 'code';
    this.#input.disabled = code;
    this.#input.title = code ? this.#trans.__("Set by the cell's own code, which stays as it is.") : '';
    if (said?.kind === 'value') this.#set(String(said.value));
    if (said?.kind === 'absent' && this.option.optional) this.#set('');
  }

  /** The field is left alone while it says the same, so that 1.0 can be typed on the way to 1.05. */
  #set(text: string): void {
    const counts = this.option.type === 'integer' || this.option.type === 'number';
    const same = counts ? Number(this.#input.value) === Number(text) : this.#input.value === text;
    if (same && (this.#input.value === '') === (text === '')) return;
    if (this.#input instanceof HTMLSelectElement && ![...this.#input.options].some(({ value }) => value === text))
      return;
    this.#input.value = text;
  }
}

function makeField(option: ZooOption, wrong: string): Field<HTMLInputElement | HTMLSelectElement> {
  const said = { help: option.help, wrong };
  if (option.type === 'choice' || option.type === 'flag') {
    const choices = option.type === 'flag' ? ['true', 'false'] : option.choices!;
    const preset = option.optional ? [{ value: '', name: '' }] : [];
    return choiceField(option.label, [...preset, ...choices.map((value) => ({ value, name: value }))], said);
  }
  if (option.type !== 'integer' && option.type !== 'number') return textField(option.label, '', said);
  const bounds = { type: 'number', min: `${option.low}`, max: `${option.high}` };
  const step = option.type === 'integer' ? '1' : 'any';
  return textField(option.label, '', { ...said, attributes: { ...bounds, step } });
}

/** A setting's value as a reader writes it; one that is not there is said to be none. */
function wordsOf(trans: TranslationBundle, value: unknown): string {
  if (value === '' || value === undefined) return trans.__('none');
  if (value === 'auto') return trans.__('by the data');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : JSON.stringify(value); // prettier-ignore
}
