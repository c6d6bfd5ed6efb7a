import { readable, shorten } from '../../../src/protocol';
import { element } from '../dom';
import type { Translations } from '../figure/host';
import { type Family, legendFamilies } from './legendFamilies';
import type { LegendEntry, LegendPart } from './legendParts';
import { LegendGroup } from './legendGroup';
import { LegendRow } from './legendRow';
import { scaleRow } from './scaleRow';

/** Lists shorter than this need no search and no order (ours). */
const SEARCHED = 8;
/** Rows on the page at most; the search finds the others. */
const MOST_ROWS = 300;
/** With more entries than this only the first group is open at first (ours). */
const MOST_OPEN = 40;

type Order = 'data' | 'count' | 'name';

/** The entries of one set of colors: found by a part of their name, in an order, in groups when they are many. */
export class LegendList {
  readonly node = element('div', { class: 'tissuebook-Legend-part' });
  readonly #trans: Translations;
  readonly #change: (changes: ReadonlyMap<LegendEntry, boolean>) => void;
  readonly #body = element('div', { class: 'tissuebook-Legend-rows', attributes: { role: 'group' } });
  readonly #find: HTMLInputElement;
  #entries: LegendEntry[];
  #rows = new Map<string, LegendRow>();
  #groups: LegendGroup[] = [];
  #shown: (entry: LegendEntry) => boolean = () => true;
  #order: Order = 'data';

  /** @param change shows or hides entries in the picture */
  constructor(
    trans: Translations,
    { title, entries, scale }: LegendPart,
    change: (changes: ReadonlyMap<LegendEntry, boolean>) => void,
  ) {
    this.#trans = trans;
    this.#change = change;
    this.#entries = entries;
    this.#find = element('input', {
      class: 'tissuebook-input',
      attributes: { type: 'search', placeholder: trans.__('Find'), 'aria-label': trans.__('Find in the legend') },
      on: { input: () => this.#arrange() },
    });
    this.#body.setAttribute('aria-label', trans.__('Shown labels'));
    const long = entries.length >= SEARCHED;
    this.node.append(
      ...(title ? [element('div', { class: 'tissuebook-Legend-title', text: shorten(title, 100) })] : []),
      ...(scale ? [scaleRow(scale)] : []),
      ...(long ? [element('div', { class: 'tissuebook-Legend-tools' }, this.#find, this.#orders())] : []),
      ...(entries.length > 1 ? [this.#all()] : []),
      this.#body,
    );
    this.#arrange();
  }

  get entries(): readonly LegendEntry[] {
    return this.#entries;
  }

  /** Takes over the same entries of another payload. */
  renew(entries: LegendEntry[]): void {
    this.#entries = entries;
    for (const { key, count } of entries) this.#rows.get(key)?.recount(count);
  }

  /** Takes over what the picture shows. */
  update(shown: (entry: LegendEntry) => boolean): void {
    this.#shown = shown;
    const on = this.#entries.filter(shown);
    for (const entry of this.#entries) {
      this.#rows.get(entry.key)?.update(shown(entry), on.length === 1 && on[0] === entry);
    }
    for (const group of this.#groups) group.update(on.length);
  }

  #arrange(): void {
    const wanted = this.#find.value.trim().toLowerCase();
    const found = this.#ordered().filter(({ name }) => name.toLowerCase().includes(wanted));
    const shown = found.slice(0, MOST_ROWS);
    const families = wanted ? undefined : legendFamilies(shown.map(({ name }) => name));
    this.#rows = new Map(shown.map((entry) => [entry.key, this.#row(entry)]));
    const left = found.length - shown.length;
    this.#groups = (families ?? []).map((family, i) => this.#family(family, shown, i));
    const listed = families ? this.#groups : shown.map((entry) => this.#rows.get(entry.key)!);
    this.#body.replaceChildren(
      ...listed.map(({ node }) => node),
      ...(left > 0 ? [element('p', { text: this.#trans.__('%1 more: find them by name.', readable(left)) })] : []),
      ...(found.length || !wanted ? [] : [element('p', { text: this.#trans.__('No label has this in its name.') })]),
    );
    this.update(this.#shown);
  }

  #ordered(): LegendEntry[] {
    const entries = [...this.#entries];
    if (this.#order === 'count') return entries.sort((a, b) => (b.count ?? 0) - (a.count ?? 0));
    if (this.#order === 'name') return entries.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    return entries;
  }

  #row(entry: LegendEntry): LegendRow {
    return new LegendRow(this.#trans, entry, {
      show: (on) => this.#change(new Map([[this.#now(entry), on]])),
      only: () => this.#only([entry]),
    });
  }

  /** The entry of the payload on show: a row outlives the payload that it was made for. */
  #now({ key }: LegendEntry): LegendEntry {
    return this.#entries.find((entry) => entry.key === key)!;
  }

  /** Shows these alone; a second time, all again. */
  #only(entries: readonly LegendEntry[]): void {
    const keys = new Set(entries.map(({ key }) => key));
    const alone = this.#entries.every((entry) => this.#shown(entry) === keys.has(entry.key));
    this.#change(new Map(this.#entries.map((entry) => [entry, alone || keys.has(entry.key)])));
  }

  #family({ name, places }: Family, found: readonly LegendEntry[], at: number): LegendGroup {
    const entries = places.map((place) => found[place]!);
    const rows = entries.flatMap((entry) => this.#rows.get(entry.key) ?? []);
    const named = name || this.#trans.__('Others');
    return new LegendGroup(this.#trans, named, rows, at === 0 || found.length <= MOST_OPEN, {
      show: (on) => this.#change(new Map(entries.map((entry) => [this.#now(entry), on]))),
      only: () => this.#only(entries),
    });
  }

  #orders(): HTMLElement {
    const trans = this.#trans;
    const orders: [Order, string][] = [
      ['data', trans.__('as given')],
      ['count', trans.__('by count')],
      ['name', trans.__('A to Z')],
    ];
    const list = element('select', {
      class: 'tissuebook-input',
      attributes: { 'aria-label': trans.__('Order of the legend') },
      on: {
        change: () => {
          this.#order = list.value as Order;
          this.#arrange();
        },
      },
    });
    list.append(...orders.map(([value, text]) => element('option', { text, attributes: { value } })));
    return list;
  }

  #all(): HTMLElement {
    const button = (text: string, on: boolean): HTMLElement =>
      element('button', {
        text,
        class: 'tissuebook-Legend-act',
        attributes: { type: 'button' },
        on: { click: () => this.#change(new Map(this.#entries.map((entry) => [entry, on]))) },
      });
    const trans = this.#trans;
    return element(
      'div',
      { class: 'tissuebook-Legend-acts' },
      button(trans.__('Show all'), true),
      button(trans.__('Hide all'), false),
    );
  }
}
