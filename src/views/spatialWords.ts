import { type AnnData, countCategories } from '../data';
import { readable } from '../protocol';
import type { CellValues } from './cellValues';
import { quantile, range } from './numbers';

/** How many of the most frequent labels a description names. */
const NAMED_LABELS = 3;

/** Title and text alternative of a tissue, from what is counted in it. */
export function describeSpatial(
  adata: AnnData,
  found: CellValues[],
  panelBy?: string,
): { title: string; description: string } {
  const panels = panelBy === undefined ? '' : `, one panel for each ${panelBy}`;
  return describeCells(adata, found, 'Tissue colored by', `cells at their places in the tissue${panels}`);
}

/** Title and text alternative of any picture of cells: `title` is followed by the colors, `where` by their counts. */
export function describeCells(
  adata: AnnData,
  found: CellValues[],
  title: string,
  where: string,
): { title: string; description: string } {
  const names = found.map(({ name }) => name).join(', ');
  return {
    title: `${title} ${names}`,
    description: [`${readable(adata.nObs)} ${where}.`, ...found.map(describeColor)].join(' '),
  };
}

function describeColor(color: CellValues): string {
  if (color.kind === 'value') {
    const { low, high, count } = range(color.values);
    if (!count) return `${color.name} has no values.`;
    return (
      `${color.name} runs from ${readable(low)} to ${readable(high)}, ` +
      `median ${readable(quantile(color.values, 0.5))}.`
    );
  }
  const counts = countCategories(color.column);
  const order = Array.from(counts.keys()).sort((a, b) => counts[b]! - counts[a]!);
  const top = order
    .slice(0, NAMED_LABELS)
    .filter((i) => counts[i]! > 0)
    .map((i) => `${color.column.categories[i]} (${readable(counts[i]!)})`);
  const kinds = counts.filter((count) => count > 0).length;
  const words = `${color.name} has ${kinds} ${kinds === 1 ? 'label' : 'labels'}`;
  const frequent = top.length ? `; most frequent: ${top.join(', ')}` : '';
  return `${words}${frequent}.${color.notice ? ` ${color.notice}` : ''}`;
}
