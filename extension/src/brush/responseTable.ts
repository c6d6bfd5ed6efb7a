import type { BrushRow } from '../../../src/protocol';
import { element } from '../dom';
import type { Translations } from '../figure/host';

/** Genes, or sets, in a table; a name shows its map. */
export function responseTable(
  trans: Translations,
  title: string,
  rows: readonly BrushRow[],
  shown: string | undefined,
  show: (name: string) => void,
): HTMLElement {
  const columns = [
    title,
    trans.__('change'),
    trans.__('control'),
    trans.__('change less control'),
    trans.__('by plain averages'),
  ];
  const head = columns.map((text) => element('th', { text, attributes: { scope: 'col' } }));
  const body = rows.map((row) => {
    const button = element('button', {
      class: 'tissuebook-button',
      text: row.name,
      attributes: { type: 'button', 'aria-pressed': String(row.name === shown) },
      on: { click: () => show(row.name) },
    });
    const numbers = [signed(row.change), signed(row.control), interval(trans, row), signed(row.averaged)];
    return element(
      'tr',
      { class: holdsZero(row) ? 'tissuebook-Brush-zero' : '' },
      element('th', { attributes: { scope: 'row' } }, button, ...roleWords(trans, row)),
      ...numbers.map((text) => element('td', { text })),
    );
  });
  return element(
    'div',
    { class: 'tissuebook-Answer-scroll', attributes: { tabindex: '0', role: 'region', 'aria-label': title } },
    element(
      'table',
      { class: 'tissuebook-Answer-table' },
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...body),
    ),
  );
}

function roleWords(trans: Translations, { role }: BrushRow): string[] {
  if (!role) return [];
  return [` ${role === 'control' ? trans.__('(control)') : trans.__('(changed)')}`];
}

const holdsZero = ({ low, high }: BrushRow): boolean => low !== null && high !== null && low <= 0 && high >= 0;

function interval(trans: Translations, row: BrushRow): string {
  const { beyond, low, high } = row;
  if (low === null || high === null) return signed(beyond);
  const text = `${signed(beyond)} [${signed(low)}, ${signed(high)}]`;
  return holdsZero(row) ? trans.__('%1, may be zero', text) : text;
}

/** With sign and three digits. */
export const signed = (value: number): string => `${value < -0.0005 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
