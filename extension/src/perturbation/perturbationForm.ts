import type { PerturbationPayload, PerturbationRequest } from '../../../src/protocol';
import { element } from '../dom';
import type { Translations } from '../figure/host';
import { choiceField, textField } from '../forms/fields';
import { ChangeForm } from './changeForm';
import { PlaceForm } from './placeForm';

/** Largest seed: they are 32-bit numbers. */
const LARGEST_SEED = 0xffffffff;

/** The whole question: what, where, which model, which seeds. */
export class PerturbationForm {
  readonly node: HTMLElement;
  readonly #trans: Translations;
  readonly #change: ChangeForm;
  readonly #place: PlaceForm;
  readonly #model;
  readonly #seeds;

  constructor(trans: Translations, payload: PerturbationPayload) {
    this.#trans = trans;
    this.#change = new ChangeForm(trans, payload);
    this.#place = new PlaceForm(trans, payload.tissue);
    this.#model = choiceField(
      trans.__('Model'),
      payload.models.map((name) => ({ value: name, name })),
    );
    this.#seeds = textField(trans.__('Seeds'), '0, 1, 2', {
      help: trans.__('One run for each; the interval is over the runs.'),
    });
    this.node = element(
      'form',
      { class: 'tissuebook-Perturbation-form', attributes: { novalidate: '' } },
      this.#change.node,
      this.#place.node,
      element('div', { class: 'tissuebook-fields' }, this.#model.node, this.#seeds.node),
    );
    // Enter in a field would send the form to the server.
    this.node.addEventListener('submit', (event) => event.preventDefault());
  }

  read(): { request: PerturbationRequest } | { wrong: string } {
    const change = this.#change.read();
    if ('wrong' in change) return change;
    const place = this.#place.read();
    if ('wrong' in place) return place;
    const parts = this.#seeds.input.value.split(',').map((part) => part.trim());
    const seeds = parts.map(Number);
    const sound = seeds.every(
      (seed, i) => parts[i] !== '' && Number.isInteger(seed) && seed >= 0 && seed <= LARGEST_SEED,
    );
    if (!sound) return { wrong: this.#trans.__('Seeds must be whole numbers from 0, separated by commas.') };
    return { request: { model: this.#model.input.value, what: change.what, ...place, seeds } };
  }

  dispose(): void {
    this.#place.dispose();
  }
}
