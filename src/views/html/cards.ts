import type { DatasetCard, DatasetFile } from '../../data';
import { type Html, html } from './html';
import { frame, short } from './parts';

/** The card of a data set as a list of terms. */
export function datasetCardHtml({ facts }: DatasetCard): Html {
  const { name, title, downloadBytes, ...rest } = facts;
  const size = downloadBytes ? { download: `${(downloadBytes / 1e6).toFixed(1)} MB` } : {};
  return frame(`${name}: ${title}`, [terms({ ...rest, ...size })], false);
}

export function datasetFileHtml({ card, path }: DatasetFile): Html {
  return html`${datasetCardHtml(card)}${terms({ path })}`;
}

function terms(facts: Readonly<Record<string, string>>): Html {
  const rows = Object.entries(facts).map(
    ([term, text]) =>
      html`<dt><strong>${term}</strong></dt>
        <dd>${short(text, 2000)}</dd>`,
  );
  return html`<dl>${rows}</dl>`;
}
