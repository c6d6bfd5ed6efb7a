import { type PerturbationPlace, readable, type SpatialPayload } from '../../../src/protocol';
import { element, freshId } from '../dom';
import type { Translations } from '../figure/host';
import { textField } from '../forms/fields';
import { type CellSelection, selectionOf } from '../selection/cellSelection';

/** A place that can be asked about ('undefined' is everywhere), or what is missing. */
export type ReadPlace = { where?: PerturbationPlace } | { wrong: string };

type Kind = 'everywhere' | 'selection' | 'box';

/** Asks where: everywhere, in the cells that are selected in any picture of these cells, or in a box that is typed. */
export class PlaceForm {
  readonly node: HTMLElement;
  readonly #trans: Translations;
  readonly #given: readonly string[];
  readonly #selection: CellSelection | undefined;
  readonly #radios: Record<Kind, HTMLInputElement>;
  readonly #selected = element('span', { attributes: { role: 'status' } });
  readonly #box;
  readonly #unsubscribe: () => void;

  constructor(trans: Translations, { cells, unit }: SpatialPayload) {
    this.#trans = trans;
    this.#given = cells?.given ?? [];
    this.#selection = cells && selectionOf(cells);
    const group = freshId('where');
    const radio = (value: Kind): HTMLInputElement =>
      element('input', { attributes: { type: 'radio', name: group, value } });
    this.#radios = { everywhere: radio('everywhere'), selection: radio('selection'), box: radio('box') };
    this.#radios.everywhere.checked = true;
    const names = [trans.__('left'), trans.__('upper'), trans.__('right'), trans.__('lower')];
    this.#box = names.map((name) => textField(name, '', { attributes: { inputmode: 'decimal' } }));
    const corners = element('div', { class: 'tissuebook-fields' }, ...this.#box.map(({ node }) => node));
    const row = (kind: Kind, text: string, more: Node[] = []): HTMLElement =>
      element('label', { class: 'tissuebook-check' }, this.#radios[kind], element('span', {}, text, ...more));
    this.node = element(
      'fieldset',
      { class: 'tissuebook-field' },
      element('legend', { text: trans.__('Where') }),
      row('everywhere', trans.__('Everywhere')),
      row('selection', trans.__('In the cells that are selected in the picture'), [this.#selected]),
      row('box', unit === 'um' ? trans.__('In a box (micrometres)') : trans.__('In a box (pixels)')),
      corners,
    );
    corners.addEventListener('input', () => (this.#radios.box.checked = true));
    this.#unsubscribe = this.#selection?.listen(() => this.#follow()) ?? (() => undefined);
    this.#describe();
  }

  read(): ReadPlace {
    if (this.#radios.everywhere.checked) return {};
    if (this.#radios.box.checked) return this.#readBox();
    if (!this.#selection?.size) return { wrong: this.#trans.__('Select cells in the picture first.') };
    const { steps, mask } = this.#selection;
    const repeatable = steps.every((step) => !('column' in step && this.#given.includes(step.column)));
    if (repeatable) return { where: { steps: [...steps] } };
    return { where: { cells: Array.from(mask.keys()).filter((cell) => mask[cell]) } };
  }

  dispose(): void {
    this.#unsubscribe();
  }

  #readBox(): ReadPlace {
    const texts = this.#box.map(({ input }) => input.value.trim());
    const box = texts.map(Number);
    const [left, upper, right, lower] = box as [number, number, number, number];
    const sound = texts.every((text) => text !== '') && box.every(Number.isFinite) && left < right && upper < lower;
    if (sound) return { where: { box: [left, upper, right, lower] } };
    return {
      wrong: this.#trans.__('The box needs four numbers: left below right, and upper below lower (y grows downwards).'),
    };
  }

  /** Whoever marks cells wants them to be the place. */
  #follow(): void {
    if (this.#selection!.size > 0) this.#radios.selection.checked = true;
    this.#describe();
  }

  #describe(): void {
    const size = this.#selection?.size ?? 0;
    this.#selected.textContent = ` (${size ? this.#trans.__('%1 cells', readable(size)) : this.#trans.__('none yet')})`;
  }
}
