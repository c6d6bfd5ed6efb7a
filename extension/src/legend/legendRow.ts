import { readable, shorten } from '../../../src/protocol';
import { element, freshId } from '../dom';
import type { Translations } from '../figure/host';
import type { LegendEntry } from './legendParts';

/** A line of the legend: its color is the box that shows or hides it, and beside its name a button shows it alone. */
export class LegendRow {
  readonly node: HTMLElement;
  readonly entry: LegendEntry;
  readonly #name: string;
  readonly #count = element('span', { class: 'tissuebook-Legend-count' });
  readonly #box: HTMLInputElement;
  readonly #only: HTMLButtonElement;

  /** @param on what the box and the button do */
  constructor(trans: Translations, entry: LegendEntry, on: { show(shown: boolean): void; only(): void }) {
    this.entry = entry;
    const name = (this.#name = shorten(entry.name, 100));
    const box = (this.#box = element('input', {
      class: entry.line ? 'tissuebook-Legend-box tissuebook-mod-line' : 'tissuebook-Legend-box',
      attributes: { type: 'checkbox', id: freshId('label') },
      on: { change: () => on.show(box.checked) },
    }));
    box.style.setProperty('--tissuebook-color', entry.color);
    const label = element(
      'label',
      { attributes: { for: box.id, title: name }, on: { dblclick: () => on.only() } },
      element('span', { class: 'tissuebook-Legend-name', text: name }),
      this.#count,
    );
    this.#only = element('button', {
      text: trans.__('only'),
      class: 'tissuebook-Legend-only',
      attributes: { type: 'button', 'aria-label': trans.__('Only %1', name) },
      on: { click: () => on.only() },
    });
    this.node = element('div', { class: 'tissuebook-Legend-row' }, box, label, this.#only);
    this.recount(entry.count);
  }

  /** Whether it was shown when the picture was last looked at. */
  get shown(): boolean {
    return this.#box.checked;
  }

  /** Takes over how many points have it now. */
  recount(points: number | undefined): void {
    const count = points === undefined ? '' : readable(points);
    this.#count.textContent = count;
    this.#box.setAttribute('aria-label', count ? `${this.#name} (${count})` : this.#name);
  }

  /** @param alone it is the only one that is shown */
  update(shown: boolean, alone: boolean): void {
    this.#box.checked = shown;
    this.#only.setAttribute('aria-pressed', String(alone));
  }
}
