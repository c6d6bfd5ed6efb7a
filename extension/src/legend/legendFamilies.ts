/** A legend with more entries than this is put into groups that open and close. */
export const MOST_UNGROUPED = 20;
/** Entries of a group where their names have nothing in common (ours). */
const CHUNK = 10;
/** Words that say nothing about which cell it is. */
const PLAIN = new Set(['cell', 'cells', 'like']);

/** Entries that belong together, by their places. */
export interface Family {
  name: string;
  places: number[];
}

/**
 * Groups of names for a long legend: by their first words ('Tumor CD45-', 'Tumor CD45+') or by what they end in ('CD4 T cells',
 * 'CD8 T cells'), whichever leaves fewer names alone; in tens where most would be left alone. Undefined for a short list.
 */
export function legendFamilies(names: readonly string[]): Family[] | undefined {
  if (names.length <= MOST_UNGROUPED) return undefined;
  const [byHead, byTail] = [familiesBy(names, headOf), familiesBy(names, tailOf)];
  const best = alone(byTail) < alone(byHead) ? byTail : byHead;
  const families = best.filter(({ places }) => places.length > 1);
  if (families.length < 2 || alone(best) > names.length / 2) return chunks(names);
  const rest = best.filter(({ places }) => places.length === 1).flatMap(({ places }) => places);
  return rest.length ? [...families, { name: '', places: rest }] : families;
}

function familiesBy(names: readonly string[], word: (name: string) => string): Family[] {
  const families = new Map<string, Family>();
  names.forEach((name, place) => {
    const found = word(name);
    const key = found.toLowerCase();
    const family = families.get(key) ?? { name: found.charAt(0).toUpperCase() + found.slice(1), places: [] };
    family.places.push(place);
    families.set(key, family);
  });
  return [...families.values()];
}

function alone(families: readonly Family[]): number {
  return families.filter(({ places }) => places.length === 1).length;
}

function wordsOf(name: string): string[] {
  return name.split(/[\s_/:|,;.]+|-(?=\w)/).filter(Boolean);
}

function headOf(name: string): string {
  return wordsOf(name)[0] ?? name;
}

/** The last word that says something, with the plain ones after it: 'T cells'. */
function tailOf(name: string): string {
  const words = wordsOf(name);
  let last = words.length - 1;
  while (last > 0 && PLAIN.has(words[last]!.toLowerCase())) last--;
  return words.slice(Math.max(0, last)).join(' ') || name;
}

function chunks(names: readonly string[]): Family[] {
  const starts = Array.from({ length: Math.ceil(names.length / CHUNK) }, (_, i) => i * CHUNK);
  return starts.map((start) => {
    const places = names.slice(start, start + CHUNK).map((_, i) => start + i);
    const last = names[places.at(-1)!]!;
    return { name: places.length > 1 ? `${names[start]!} – ${last}` : last, places };
  });
}
