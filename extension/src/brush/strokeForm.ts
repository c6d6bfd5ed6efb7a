import { type BrushPayload, MAX_DOSE, MAX_PUT_IN, type Stroke } from '../../../src/protocol';
import { element, freshId } from '../dom';
import type { Translations } from '../figure/host';
import { choiceField, type Field, textField } from '../forms/fields';

/** What a stroke does where it is painted. */
export type StrokeSettings = Omit<Stroke, 'name' | 'where'>;

/** Settings, or what is missing. */
export type ReadSettings = { settings: StrokeSettings } | { wrong: string };

/** Cells that are put in when a form begins (ours, as perturbCells). */
const PUT_IN = 10;

/** Asks what a stroke does: a dose of genes and sets, or cells of some types. Sliders answer while they are dragged. */
export class StrokeForm {
  readonly node: HTMLElement;
  readonly #trans: Translations;
  readonly #kind: Field<HTMLSelectElement>;
  readonly #genes: Field;
  readonly #dose: { node: HTMLElement; input: HTMLInputElement; say: () => void };
  readonly #types: Field<HTMLSelectElement>;
  readonly #cells: { node: HTMLElement; input: HTMLInputElement; say: () => void };
  readonly #sets: ReadonlySet<string>;

  /** @param changed is told of each change; `done` when a drag or a word is finished */
  constructor(trans: Translations, { genes, sets, types }: BrushPayload, changed: (done: boolean) => void) {
    this.#trans = trans;
    this.#sets = new Set(sets);
    this.#kind = choiceField(trans.__('A stroke'), [
      { value: 'dose', name: trans.__('changes a dose') },
      ...(types.length > 0 ? [{ value: 'cells', name: trans.__('puts cells in') }] : []),
    ]);
    const names = [...sets, ...genes];
    const list = element(
      'datalist',
      { attributes: { id: freshId('genes') } },
      ...names.map((name) => element('option', { attributes: { value: name } })),
    );
    this.#genes = textField(sets.length > 0 ? trans.__('Genes and sets') : trans.__('Genes'), genes[0] ?? '', {
      help: trans.__('Names, separated by commas.'),
      attributes: { list: list.id },
    });
    this.#dose = slider(trans.__('Dose'), { max: 100 * MAX_DOSE, step: 5, value: 0 }, (value) =>
      value === 0
        ? trans.__('0%: silenced')
        : value === 100
          ? trans.__('100%: as measured')
          : trans.__('%1% of what was measured', value),
    );
    this.#types = choiceField(
      trans.__('Type of the cells'),
      types.map((value) => ({ value, name: value })),
    );
    this.#cells = slider(trans.__('How many'), { max: MAX_PUT_IN, step: 1, value: PUT_IN }, (value) =>
      trans.__('%1 cells', value),
    );
    const fields = [this.#kind, this.#genes, this.#dose, this.#types, this.#cells];
    this.node = element('div', { class: 'tissuebook-Brush-fields' }, ...fields.map(({ node }) => node), list);
    const told = (done: boolean): void => {
      this.#show();
      changed(done);
    };
    this.node.addEventListener('input', (event) => {
      // A name is not finished at every letter.
      if (event.target !== this.#genes.input) told(false);
    });
    this.node.addEventListener('change', () => told(true));
    this.#show();
  }

  read(): ReadSettings {
    if (this.#kind.input.value === 'cells') {
      return { settings: { types: [this.#types.input.value], cells: Number(this.#cells.input.value) } };
    }
    const names = this.#genes.input.value
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    if (names.length === 0) return { wrong: this.#trans.__('Name a gene or a set first.') };
    const sets = names.filter((name) => this.#sets.has(name));
    const genes = names.filter((name) => !this.#sets.has(name));
    const dose = Number(this.#dose.input.value) / 100;
    return { settings: { ...(genes.length > 0 && { genes }), ...(sets.length > 0 && { sets }), dose } };
  }

  /** Shows what a stroke does. */
  fill({ genes = [], sets = [], dose = 0, types = [], cells = PUT_IN }: StrokeSettings): void {
    const puts = types.length > 0;
    this.#kind.input.value = puts ? 'cells' : 'dose';
    if (puts) {
      this.#types.input.value = types[0]!;
      this.#cells.input.value = String(cells);
    } else {
      this.#genes.input.value = [...genes, ...sets].join(', ');
      this.#dose.input.value = String(Math.round(100 * dose));
    }
    this.#show();
  }

  #show(): void {
    const puts = this.#kind.input.value === 'cells';
    for (const { node } of [this.#genes, this.#dose]) node.hidden = puts;
    for (const { node } of [this.#types, this.#cells]) node.hidden = !puts;
    this.#dose.say();
    this.#cells.say();
  }
}

/** A slider from 0 that says its value in words. */
export function slider(
  label: string,
  { max, step, value }: { max: number; step: number; value: number },
  words: (value: number) => string,
): { node: HTMLElement; input: HTMLInputElement; say: () => void } {
  const field = textField(label, '', { attributes: { type: 'range', min: '0', max: String(max), step: String(step) } });
  field.input.value = String(value);
  const said = element('span', { class: 'tissuebook-Brush-said', attributes: { 'aria-hidden': 'true' } });
  field.node.append(said);
  const say = (): void => {
    const text = words(Number(field.input.value));
    said.textContent = text;
    field.input.setAttribute('aria-valuetext', text);
  };
  say();
  return { ...field, say };
}
