import { readable, shorten, type ViewPayload, type ViewTable, viewTable } from '../../../src/protocol';
import { element, freshId } from '../dom';
import type { FigureHost } from './host';

/** Rows and columns that a page can bear; the rest is counted in a sentence. */
const MOST_ROWS = 500;
const MOST_COLUMNS = 60;

/** What the rows of a table have to do with a selection of cells. */
export interface TableLinks {
  /** How many cells of each label are selected; undefined where rows do not stand for cells. */
  selected(): Map<string, number> | undefined;
  /** Selects the cells of a row. */
  pickRow(label: string): void;
}

/** The table alternative of a view, made when it is opened. */
export class FigureTable {
  readonly node = element('div', {
    class: 'tissuebook-View-table',
    attributes: { id: freshId('table'), tabindex: '0', role: 'region', 'data-lm-suppress-shortcuts': 'true' },
  });
  readonly #host: FigureHost;
  readonly #links: TableLinks;
  #payload: ViewPayload | undefined;

  constructor(host: FigureHost, links: TableLinks) {
    this.#host = host;
    this.#links = links;
    this.node.hidden = true;
    this.node.setAttribute('aria-label', host.trans.__('Table of the figure'));
  }

  get open(): boolean {
    return !this.node.hidden;
  }

  set open(open: boolean) {
    this.node.hidden = !open;
    this.#fill();
  }

  show(payload: ViewPayload): void {
    this.#payload = payload;
    this.#fill();
  }

  /** Takes over a selection that has changed. */
  update(): void {
    this.#fill();
  }

  #fill(): void {
    if (!this.open || !this.#payload) return;
    const { title } = this.#payload;
    const table = viewTable(this.#payload);
    const description = element('p', { text: shorten(this.#payload.description, 4000) });
    this.node.replaceChildren(description, this.#table(table, shorten(title, 200)), ...this.#rest(table));
  }

  #table({ columns, rows }: ViewTable, title: string): HTMLTableElement {
    const selected = this.#links.selected();
    const shown = columns.slice(0, MOST_COLUMNS).map((name) => shorten(name, 100));
    const names = selected ? [...shown, this.#host.trans.__('Selected')] : shown;
    const heads = names.map((text) => element('th', { text, attributes: { scope: 'col' } }));
    const body = rows.slice(0, MOST_ROWS).map((row) => {
      const [first, ...rest] = row.slice(0, MOST_COLUMNS);
      const chosen = selected ? [selected.get(String(first)) ?? 0] : [];
      const cells = [...rest, ...chosen].map((value) =>
        element('td', { text: textOf(value), class: typeof value === 'number' ? 'tissuebook-number' : '' }),
      );
      return element('tr', {}, this.#rowHead(first, selected !== undefined), ...cells);
    });
    return element(
      'table',
      {},
      element('caption', { text: title }),
      element('thead', {}, element('tr', {}, ...heads)),
      element('tbody', {}, ...body),
    );
  }

  /** The name of a row; where the row stands for cells, a button that selects them. */
  #rowHead(value: string | number | null | undefined, picks: boolean): HTMLElement {
    const text = textOf(value);
    const head = element('th', { attributes: { scope: 'row' } });
    if (!picks || typeof value !== 'string') head.textContent = text;
    else {
      const attributes = { type: 'button', title: this.#host.trans.__('Select these cells') };
      const on = { click: () => this.#links.pickRow(value) };
      head.append(element('button', { text, class: 'tissuebook-button', attributes, on }));
    }
    return head;
  }

  #rest({ columns, rows }: ViewTable): HTMLElement[] {
    const { trans } = this.#host;
    const parts: string[] = [];
    if (rows.length > MOST_ROWS) parts.push(trans.__('%1 more rows are not shown.', rows.length - MOST_ROWS));
    if (columns.length > MOST_COLUMNS) {
      parts.push(trans.__('%1 more columns are not shown.', columns.length - MOST_COLUMNS));
    }
    return parts.map((text) => element('p', { text }));
  }
}

function textOf(value: string | number | null | undefined): string {
  return typeof value === 'number' ? readable(value) : shorten(value ?? '', 200);
}
