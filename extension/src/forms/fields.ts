import { element, freshId } from '../dom';

/** A field with its name above it and, perhaps, a sentence of help below. */
export interface Field<Input extends HTMLInputElement | HTMLSelectElement = HTMLInputElement> {
  readonly node: HTMLElement;
  readonly input: Input;
}

/** What is said about a field beside its label. */
export interface FieldOptions {
  help?: string;
  /** Id of the element that says what is wrong with the form. */
  wrong?: string;
  attributes?: Record<string, string>;
}

/** A line to type into. */
export function textField(label: string, value: string, options: FieldOptions = {}): Field {
  const input = element('input', { attributes: { type: 'text', autocomplete: 'off', ...options.attributes } });
  input.value = value;
  return labeled(label, input, options);
}

/** A choice of one; `names` may say more than the values. */
export function choiceField(
  label: string,
  choices: readonly { value: string; name: string }[],
  options: FieldOptions = {},
): Field<HTMLSelectElement> {
  const items = choices.map(({ value, name }) => element('option', { text: name, attributes: { value } }));
  return labeled(label, element('select', { attributes: options.attributes ?? {} }, ...items), options);
}

/** Any number of a list, as boxes to tick. */
export function checkList(label: string, names: readonly string[]): { node: HTMLElement; chosen(): string[] } {
  const boxes = names.map((name) => element('input', { attributes: { type: 'checkbox', value: name } }));
  const rows = boxes.map((box, i) => element('label', { class: 'tissuebook-check' }, box, names[i]!));
  const node = element(
    'fieldset',
    { class: 'tissuebook-field tissuebook-checks' },
    element('legend', { text: label }),
    element('div', { class: 'tissuebook-checks-list' }, ...rows),
  );
  return { node, chosen: () => names.filter((_, i) => boxes[i]!.checked) };
}

function labeled<Input extends HTMLInputElement | HTMLSelectElement>(
  label: string,
  input: Input,
  { help, wrong }: FieldOptions,
): Field<Input> {
  input.id = freshId('field');
  input.classList.add('tissuebook-input');
  const parts: HTMLElement[] = [element('label', { text: label, attributes: { for: input.id } }), input];
  const described = [wrong];
  if (help !== undefined) {
    const id = freshId('help');
    parts.push(element('p', { class: 'tissuebook-help', text: help, attributes: { id } }));
    described.unshift(id);
  }
  if (described.some(Boolean)) input.setAttribute('aria-describedby', described.filter(Boolean).join(' '));
  return { node: element('div', { class: 'tissuebook-field' }, ...parts), input };
}
