import type { DatasetCard, DatasetFile } from '../../data';
import type { ModelCard } from '../../protocol';
import { type Html, html } from './html';
import { frame, list, paragraph, section, short, table } from './parts';

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

/** The card of a model: what it is for, then parts that open, and its options as a table. */
export function modelCardHtml(card: ModelCard): Html {
  const part = (title: string, items: readonly string[], open = false): Html =>
    section(title, items.length ? list(items.map((item) => short(item, 1000))) : undefined, open);
  const figures = (items: ModelCard['ourFigures']): Html | undefined =>
    items.length ? table(['measured', 'value'], items.map(({ what, value }) => [short(what, 500), short(value, 500)])) : undefined; // prettier-ignore
  const options = Object.entries(card.settings).map(([name, { value, source, help }]) => [
    name,
    JSON.stringify(value) ?? '',
    source,
    help,
  ]);
  return frame(card.title, [
    paragraph(card.purpose),
    paragraph(`Paper: ${card.paper}. License: ${card.license}`),
    part('Needs', card.needs.map(({ text }) => text), true),
    part('Gives', card.gives),
    part('Tasks', card.tasks),
    part('Limits', card.limits, true),
    section('Figures of the paper', figures(card.paperFigures)),
    section('Figures measured here', figures(card.ourFigures)),
    section('Options', table(['option', 'default', 'source', 'help'], options)),
  ], true); // prettier-ignore
}
