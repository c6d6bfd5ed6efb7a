import type { State } from './wire';

/** Keeps a title for each of the pages, and none selected that is not there, as ipywidgets does. */
export function paged(state: State): State {
  return { ...state, titles: titles(state), selected_index: selected(state, null) };
}

/** The same for tabs, of which the first shows when none was selected. */
export function tabbed(state: State): State {
  return { ...state, titles: titles(state), selected_index: selected(state, 0) };
}

function titles({ titles: given, children }: State): string[] {
  return (children as unknown[]).map((_, i) => (given as string[])[i] ?? '');
}

function selected({ selected_index: given, children }: State, otherwise: number | null): number | null {
  const count = (children as unknown[]).length;
  if (!count) return null;
  return typeof given === 'number' && given >= 0 && given < count ? given : otherwise;
}
