import { composition, readable, shorten, type Selectable, distinctiveFeatures } from '../../../src/protocol';
import { element } from '../dom';
import type { FigureHost } from '../figure/host';
import { summaryTable } from './summaryTable';
import type { CellSelection } from './cellSelection';

/** Rows of each table: what a reader takes in at a glance. */
const MOST_ROWS = 10;

/** What is in a selection: labels with their counts and shares, and the features that set it apart. */
export function selectionReport(host: FigureHost, payload: Selectable, selection: CellSelection): HTMLElement[] {
  const { trans } = host;
  const share = (part: number, whole: number): string => `${readable(Math.round((1000 * part) / whole) / 10)} %`;
  const tables = composition(payload, selection.mask).map(({ name, counts }) =>
    summaryTable(
      trans.__('%1 of the selection', shorten(name, 60)),
      [shorten(name, 60), trans.__('Cells'), trans.__('Share'), trans.__('Of all such cells')],
      counts.map(({ label, selected, all }) => [
        shorten(label, 100),
        readable(selected),
        share(selected, selection.size),
        share(selected, all),
      ]),
      MOST_ROWS,
    ),
  );
  const features = distinctiveFeatures(payload.cells, selection.mask, MOST_ROWS);
  if (features.length) {
    tables.push(
      summaryTable(
        trans.__('Features that set the selection apart'),
        [trans.__('Feature'), trans.__('Mean inside'), trans.__('Mean outside'), trans.__('Difference (SD)')],
        features.map(({ name, selected, rest, difference }) => [
          shorten(name, 100),
          readable(selected),
          readable(rest),
          difference.toFixed(2),
        ]),
        MOST_ROWS,
      ),
    );
  }
  const more = composition(payload, selection.mask).some(({ counts }) => counts.length > MOST_ROWS);
  return more
    ? [...tables, element('p', { text: trans.__('The %1 most frequent labels are listed.', MOST_ROWS) })]
    : tables;
}
