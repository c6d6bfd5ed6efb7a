import { type CategoricalColumn, countCategories } from '../data';
import { METADATA, type MimeBundle, VIEW_MIME } from '../protocol';

/** Categories that occur, the most frequent first. */
export function categoriesByCount(column: CategoricalColumn): string[] {
  const counts = countCategories(column);
  return [...column.categories.keys()]
    .filter((code) => counts[code]! > 0)
    .sort((a, b) => counts[b]! - counts[a]!)
    .map((code) => column.categories[code]!);
}

/** What a widget shows: itself where it can live, elsewhere the picture of its tissue and its text. @param own its payload under its type */
export function widgetBundle(picture: MimeBundle, own: Readonly<Record<string, unknown>>, text: string): MimeBundle {
  const forOthers = Object.fromEntries(Object.entries(picture).filter(([type]) => type !== VIEW_MIME));
  return {
    ...forOthers,
    ...(picture[METADATA] && { [METADATA]: picture[METADATA] }),
    ...own,
    'text/plain': text,
  };
}
