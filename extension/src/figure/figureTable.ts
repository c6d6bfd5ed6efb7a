import { readable, shorten, type ViewPayload, type ViewTable, viewTable } from '../../../src/protocol';
import { element, freshId } from '../dom';
import type { FigureHost } from './host';

/** Rows and columns that a page can bear; the rest is counted in a sentence. */
const MOST_ROWS = 500;
const MOST_COLUMNS = 60;

/** The table alternative of a view, made when it is opened. */
export class FigureTable {
  readonly node = element('div', {
    class: 'tissuebook-View-table',
    attributes: { id: freshId('table'), tabindex: '0', role: 'region', 'data-lm-suppress-shortcuts': 'true' },
  });
  readonly #host: FigureHost;
  #payload: ViewPayload | undefined;

  constructor(host: FigureHost) {
    this.#host = host;
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

  #fill(): void {
    if (!this.open || !this.#payload) return;
    const { title } = this.#payload;
    const table = viewTable(this.#payload);
    const description = element('p', { text: shorten(this.#payload.description, 4000) });
    this.node.replaceChildren(description, this.#table(table, shorten(title, 200)), ...this.#rest(table));
  }

  #table({ columns, rows }: ViewTable, title: string): HTMLTableElement {
    const heads = columns
      .slice(0, MOST_COLUMNS)
      .map((name) => element('th', { text: shorten(name, 100), attributes: { scope: 'col' } }));
    const body = rows.slice(0, MOST_ROWS).map((row) =>
      element(
        'tr',
        {},
        ...row.slice(0, MOST_COLUMNS).map((value, i) => {
          const text = typeof value === 'number' ? readable(value) : shorten(value ?? '', 200);
          if (i === 0) return element('th', { text, attributes: { scope: 'row' } });
          return element('td', { text, class: typeof value === 'number' ? 'tissuebook-number' : '' });
        }),
      ),
    );
    return element(
      'table',
      {},
      element('caption', { text: title }),
      element('thead', {}, element('tr', {}, ...heads)),
      element('tbody', {}, ...body),
    );
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
