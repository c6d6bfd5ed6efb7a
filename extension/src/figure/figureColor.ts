import {
  type CategoryColor,
  checkView,
  describedBy,
  featureColor,
  recolored,
  rescaled,
  type SpatialPayload,
  type ValueColor,
  type ViewPayload,
} from '../../../src/protocol';
import { element, freshId } from '../dom';
import type { KernelCells } from '../selection/kernelCells';
import { button } from './button';
import type { FigureSide, SideHandle } from './figureSide';
import type { FigureHost } from './host';

/** Milliseconds after the last letter until names are looked up. */
const REST_MS = 200;
/** Percentiles that a color scale may end at. */
const PERCENTILE = { type: 'number', min: '0', max: '100', step: '0.5' };

/** What a reader changes in the colors of a tissue: what they show, and where the scale ends. */
export class FigureColor {
  readonly #part: SideHandle;
  readonly #host: FigureHost;
  readonly #kernel: KernelCells;
  readonly #changed: () => void;
  readonly #names = element('datalist', { attributes: { id: freshId('names') } });
  readonly #name: HTMLInputElement;
  readonly #low = element('input', { class: 'tissuebook-input', attributes: PERCENTILE });
  readonly #high = element('input', { class: 'tissuebook-input', attributes: PERCENTILE });
  readonly #range: HTMLElement;
  readonly #status = element('p', { class: 'tissuebook-View-colorstatus', attributes: { role: 'status' } });
  #payload: SpatialPayload | undefined;
  #color: CategoryColor | ValueColor | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;
  /** Counts what the reader asked, so that a late answer to an older question is dropped. */
  #turn = 0;

  /** @param changed shows the view again */
  constructor(host: FigureHost, side: FigureSide, kernel: KernelCells, changed: () => void) {
    const { trans } = host;
    this.#host = host;
    this.#kernel = kernel;
    this.#changed = changed;
    this.#name = element('input', {
      class: 'tissuebook-input',
      attributes: { type: 'search', list: this.#names.id, autocomplete: 'off' },
      on: { input: () => this.#lookUp() },
    });
    this.#range = element(
      'div',
      { class: 'tissuebook-View-criterion' },
      field(trans.__('From percentile'), this.#low),
      field(trans.__('To percentile'), this.#high),
    );
    for (const input of [this.#low, this.#high]) input.addEventListener('change', () => this.#changed());
    const content = [this.#form(), this.#range, this.#status];
    this.#part = side.add({ id: 'color', title: trans.__('Color'), order: 20, content });
    this.#part.hidden = true;
  }

  /** Takes over a payload and returns it in the colors that the reader wants. */
  show(payload: ViewPayload): ViewPayload {
    const spatial = payload.kind === 'spatial' ? payload : undefined;
    const same = spatial && this.#payload?.cells?.key === spatial.cells?.key;
    this.#payload = spatial;
    if (!same) this.#color = undefined;
    this.#part.hidden = !spatial?.cells;
    if (!spatial) return payload;
    const shown = this.#color ? recolored(spatial, this.#color) : spatial;
    const byValue = shown.panels.some(({ color }) => color.by === 'value');
    this.#range.hidden = !byValue;
    const [low, high] = [this.#low, this.#high].map(({ value }) => (value.trim() === '' ? NaN : Number(value)));
    if (!byValue || (Number.isNaN(low) && Number.isNaN(high))) return shown;
    return rescaled(shown, within(low!, 0), within(high!, 100));
  }

  #form(): HTMLFormElement {
    const { trans } = this.#host;
    const form = element(
      'form',
      {
        class: 'tissuebook-View-criterion',
        attributes: { novalidate: '' },
        on: {
          // Inside of a notebook, Enter in a field does not submit by itself.
          keydown: (event) => {
            if ((event as KeyboardEvent).key !== 'Enter' || event.target !== this.#name) return;
            event.preventDefault();
            form.requestSubmit();
          },
          submit: (event) => {
            event.preventDefault();
            void this.#choose(this.#name.value.trim());
          },
        },
      },
      field(trans.__('Gene or column'), this.#name),
      this.#names,
      element('button', { text: trans.__('Show'), class: 'tissuebook-button', attributes: { type: 'submit' } }),
      button(trans.__('As it was'), () => this.#reset()),
    );
    return form;
  }

  #lookUp(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => void this.#suggest(this.#name.value.trim()), REST_MS);
  }

  async #suggest(text: string): Promise<void> {
    if (!this.#payload) return;
    const turn = ++this.#turn;
    const names = await this.#kernel.names(text).catch(() => undefined);
    // A name that was chosen meanwhile has had its own answer.
    if (turn !== this.#turn) return;
    const known = names ?? this.#inPicture().filter((name) => name.toLowerCase().includes(text.toLowerCase()));
    this.#names.replaceChildren(...known.slice(0, 30).map((value) => element('option', { attributes: { value } })));
    if (!names) this.#say(this.#host.trans.__('No kernel knows these cells: only what is in the picture is found.'));
  }

  /** Names that the saved picture itself can show. */
  #inPicture(): string[] {
    const { cells } = this.#payload!;
    return [...describedBy({ cells: cells!, panels: this.#payload!.panels }).map(({ name }) => name), ...(cells!.features?.names ?? [])]; // prettier-ignore
  }

  async #choose(name: string): Promise<void> {
    const payload = this.#payload;
    if (!payload || name === '') return;
    clearTimeout(this.#rest);
    this.#turn++;
    const { trans } = this.#host;
    try {
      this.#say(trans.__('The kernel is asked.'));
      const asked = await this.#kernel.color(name);
      const found = asked ?? featureColor(payload.cells!, name);
      if (payload !== this.#payload) return;
      if (!found) return this.#say(trans.__('No kernel knows these cells, and "%1" is not in the picture.', name));
      checkView(recolored(payload, found));
      this.#color = found;
      [this.#low.value, this.#high.value] = ['', ''];
      this.#say(asked ? '' : trans.__('From the saved picture: exact to a 255th of the range.'));
      this.#changed();
    } catch (error) {
      this.#say(error instanceof Error ? error.message : String(error));
    }
  }

  #reset(): void {
    this.#color = undefined;
    [this.#name.value, this.#low.value, this.#high.value] = ['', '', ''];
    this.#say('');
    this.#changed();
  }

  #say(text: string): void {
    this.#status.textContent = text.slice(0, 1000);
  }
}

function within(value: number, otherwise: number): number {
  return Number.isNaN(value) ? otherwise : Math.min(100, Math.max(0, value));
}

function field(text: string, input: HTMLElement): HTMLElement {
  input.id = freshId('color');
  return element(
    'div',
    { class: 'tissuebook-field' },
    element('label', { text, attributes: { for: input.id } }),
    input,
  );
}
