import { decodeArray, panelCells, readable, type SpatialPayload } from '../../../src/protocol';
import { element } from '../dom';
import type { Translations } from '../figure/host';
import { textField } from '../forms/fields';
import { selectionOf } from '../selection/cellSelection';

/** Digits of a place that is taken from the picture, as outlines have them. */
const DIGITS = 6;
/** Most places that are written into a line (ours): more are better drawn. */
const MOST_PLACES = 200;

/** Places that can be asked for ('undefined': they are drawn), or what is wrong with them. */
export type ReadPlaces = { at?: [number, number][] } | { wrong: string };

/** Asks at which places cells are put in: typed, or taken from the cells that are selected in a picture. */
export class PlacesField {
  readonly node: HTMLElement;
  readonly #trans: Translations;
  readonly #tissue: SpatialPayload;
  readonly #text;
  readonly #said = element('p', { class: 'tissuebook-help', attributes: { role: 'status' } });

  constructor(trans: Translations, tissue: SpatialPayload) {
    this.#trans = trans;
    this.#tissue = tissue;
    this.#text = textField(trans.__('At these places'), '', {
      help: trans.__('One cell at each: x, y; x, y; and so on. Empty: drawn within the place.'),
    });
    const take = element('button', {
      class: 'tissuebook-button',
      text: trans.__('Take the places of the selected cells'),
      attributes: { type: 'button' },
      on: { click: () => this.#take() },
    });
    this.node = element('div', {}, this.#text.node, ...(tissue.cells ? [take] : []), this.#said);
  }

  /** Whether nothing is typed, so that places are drawn. */
  get empty(): boolean {
    return this.#text.input.value.trim() === '';
  }

  read(): ReadPlaces {
    if (this.empty) return {};
    const pairs = this.#text.input.value.split(';').filter((pair) => pair.trim() !== '');
    const at = pairs.map((pair) => pair.split(',').map((part) => (part.trim() === '' ? NaN : Number(part))));
    if (at.length > 0 && at.every((place) => place.length === 2 && place.every(Number.isFinite))) {
      return { at: at as [number, number][] };
    }
    return { wrong: this.#trans.__('Places need two numbers each: x, y; x, y.') };
  }

  #take(): void {
    const { cells, panels } = this.#tissue;
    const { mask, size } = selectionOf(cells!);
    const sound = size > 0 && size <= MOST_PLACES;
    this.#said.textContent = sound
      ? ''
      : this.#trans.__('Select 1 to %1 cells first; %2 are selected.', MOST_PLACES, readable(size));
    if (!sound) return;
    // The tissue of a widget is one panel with all cells.
    const [panel] = panels;
    const [x, y, numbers] = [decodeArray(panel!.x), decodeArray(panel!.y), panelCells(panel!)];
    const inUnit = (value: number): number => Number((value / cells!.basis.factor).toPrecision(DIGITS));
    const places = Array.from(x.keys()).filter((i) => mask[numbers ? numbers[i]! : i]);
    this.#text.input.value = places.map((i) => `${inUnit(x[i]!)}, ${inUnit(y[i]!)}`).join('; ');
    this.#text.input.dispatchEvent(new Event('input', { bubbles: true }));
  }
}
