import { readable, shorten } from '../../../src/protocol';
import { element, freshId } from '../dom';
import type { Translations } from '../figure/host';
import type { LegendRow } from './legendRow';

/** Colors of a closed group that are seen beside its name (ours). */
const MOST_CHIPS = 10;

/** Lines of a long legend that belong together, under a name that opens and closes them; its box is that of all of them. */
export class LegendGroup {
  readonly node: HTMLElement;
  readonly #rows: readonly LegendRow[];
  readonly #box: HTMLInputElement;
  readonly #only: HTMLButtonElement;

  /** @param on what the box and the button do */
  constructor(
    trans: Translations,
    name: string,
    rows: readonly LegendRow[],
    open: boolean,
    on: { show(shown: boolean): void; only(): void },
  ) {
    this.#rows = rows;
    const text = shorten(name, 100);
    const cells = rows.reduce((sum, { entry }) => sum + (entry.count ?? 0), 0);
    const box = (this.#box = element('input', {
      class: 'tissuebook-Legend-box tissuebook-mod-group',
      attributes: { type: 'checkbox', 'aria-label': trans.__('All of %1', text) },
      on: { change: () => on.show(box.checked) },
    }));
    this.#only = element('button', {
      text: trans.__('only'),
      class: 'tissuebook-Legend-only',
      attributes: { type: 'button', 'aria-label': trans.__('Only all of %1', text) },
      on: { click: () => on.only() },
    });
    const list = element('div', { class: 'tissuebook-Legend-members', attributes: { id: freshId('group') } }, ...rows.map(({ node }) => node)); // prettier-ignore
    const head: HTMLButtonElement = element(
      'button',
      {
        class: 'tissuebook-Legend-head',
        attributes: { type: 'button', 'aria-controls': list.id },
        on: { click: () => show(list.hasAttribute('hidden')) },
      },
      element('span', { class: 'tissuebook-Legend-name', text }),
      element('span', { class: 'tissuebook-Legend-chips', attributes: { 'aria-hidden': 'true' } }, ...chips(rows)),
      element('span', { class: 'tissuebook-Legend-count', text: cells ? readable(cells) : '' }),
    );
    const show = (shown: boolean): void => {
      list.hidden = !shown;
      head.setAttribute('aria-expanded', String(shown));
    };
    show(open);
    this.node = element(
      'div',
      { class: 'tissuebook-Legend-group' },
      element('div', { class: 'tissuebook-Legend-row' }, box, head, this.#only),
      list,
    );
  }

  /** Takes over what its lines show. @param all how many lines of the whole legend are on */
  update(all: number): void {
    const on = this.#rows.filter(({ shown }) => shown).length;
    this.#box.checked = on > 0;
    this.#box.indeterminate = on > 0 && on < this.#rows.length;
    this.#only.setAttribute('aria-pressed', String(on === this.#rows.length && on === all));
  }
}

function chips(rows: readonly LegendRow[]): HTMLElement[] {
  return rows.slice(0, MOST_CHIPS).map(({ entry }) => {
    const chip = element('span', { class: 'tissuebook-Legend-chip' });
    chip.style.setProperty('--tissuebook-color', entry.color);
    return chip;
  });
}
