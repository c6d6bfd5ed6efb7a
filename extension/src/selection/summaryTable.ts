import { element } from '../dom';

/** A small table: names in the first column, numbers as text in the others. */
export function summaryTable(caption: string, columns: string[], rows: string[][], most: number): HTMLTableElement {
  const head = columns.map((text) => element('th', { text, attributes: { scope: 'col' } }));
  const body = rows
    .slice(0, most)
    .map(([first, ...rest]) =>
      element(
        'tr',
        {},
        element('th', { text: first!, attributes: { scope: 'row' } }),
        ...rest.map((text) => element('td', { text, class: 'tissuebook-number' })),
      ),
    );
  return element(
    'table',
    { class: 'tissuebook-View-facttable' },
    element('caption', { text: caption }),
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...body),
  );
}
