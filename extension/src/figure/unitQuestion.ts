import { asksUnit, inMicrometers, type SpatialPayload, type ViewPayload } from '../../../src/protocol';
import { element, freshId } from '../dom';
import type { KernelCells } from '../selection/kernelCells';
import type { FigureSide, SideHandle } from './figureSide';
import type { FigureHost } from './host';

/**
 * Asks how long a unit of the positions is, where neither the file nor the call says it. The kernel keeps the answer with the data, so that it is asked once; the
 * figure shows micrometers from then on.
 */
export class UnitQuestion {
  readonly #host: FigureHost;
  readonly #part: SideHandle;
  readonly #kernel: KernelCells;
  readonly #answered: () => void;
  readonly #size = element('input', {
    class: 'tissuebook-input',
    attributes: { type: 'number', id: freshId('unit'), min: '0.000001', step: 'any', inputmode: 'decimal' },
  });
  readonly #label = element('label', { attributes: { for: this.#size.id } });
  readonly #status = element('p', { class: 'tissuebook-View-imagestatus', attributes: { role: 'status' } });
  /** Answers by the keys of cells: a figure that is drawn again need not ask. */
  readonly #known = new Map<string, number>();
  #payload: SpatialPayload | undefined;

  /** @param answered the figure is in another unit by now */
  constructor(host: FigureHost, side: FigureSide, kernel: KernelCells, answered: () => void) {
    this.#host = host;
    this.#kernel = kernel;
    this.#answered = answered;
    const { trans } = host;
    const form = element(
      'form',
      {
        class: 'tissuebook-Transcripts-add',
        attributes: { novalidate: '' },
        on: {
          // Inside of a notebook, Enter in a field does not submit by itself.
          keydown: (event) => {
            if ((event as KeyboardEvent).key !== 'Enter' || event.target !== this.#size) return;
            event.preventDefault();
            form.requestSubmit();
          },
          submit: (event) => {
            event.preventDefault();
            void this.#keep();
          },
        },
      },
      this.#label,
      this.#size,
      element('button', { text: trans.__('Keep'), class: 'tissuebook-button', attributes: { type: 'submit' } }),
    );
    this.#part = side.add({ id: 'unit', title: trans.__('Unit'), order: 38, content: [form, this.#status] });
    this.#part.hidden = true;
  }

  /** Takes over a payload. @returns it, in micrometers where the question was answered */
  show(payload: ViewPayload): ViewPayload {
    this.#payload = payload.kind === 'spatial' && asksUnit(payload) ? payload : undefined;
    const known = this.#payload && this.#known.get(this.#payload.cells!.key);
    this.#part.hidden = !this.#payload || known !== undefined;
    if (!this.#payload) return payload;
    const { trans } = this.#host;
    const pixels = this.#payload.unit === 'px';
    this.#part.note = pixels ? trans.__('pixels') : trans.__('not known');
    this.#label.textContent = pixels ? trans.__('Micrometers in a pixel') : trans.__('Micrometers in a unit of the positions'); // prettier-ignore
    return known === undefined ? payload : inMicrometers(this.#payload, known);
  }

  async #keep(): Promise<void> {
    const { trans } = this.#host;
    const key = this.#payload?.cells?.key;
    const size = Number(this.#size.value);
    if (key === undefined) return;
    if (!(size >= 1e-6 && size <= 1e6)) return this.#say(trans.__('A number from 0.000001 to 1,000,000 is needed, for example 0.2125.')); // prettier-ignore
    try {
      const kept = await this.#kernel.keepUnit(size);
      if (!kept) return this.#say(trans.__('No kernel has the data any more: run the cell again, and answer then.'));
      this.#known.set(key, size);
      this.#say('');
      this.#answered();
    } catch (error) {
      this.#say(error instanceof Error ? error.message : String(error));
    }
  }

  #say(text: string): void {
    this.#status.textContent = text;
  }
}
