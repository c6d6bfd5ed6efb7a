import type { AnnData, TissueImage, Transcripts } from '../data';

/** The data behind the cells that a view shows. */
export interface CellSource {
  adata: AnnData;
  /** The layer that values come from; X unless given. */
  layer?: string | undefined;
}

/** Is told what happens to views: whoever answers the pages that show them registers here. */
export interface ViewObserver {
  /**
   * A view is shown in a notebook.
   *
   * @param cells the key of its cells, and their data while the notebook keeps them
   * @param images the images of which it shows small versions, by the keys in its payload
   * @param transcripts those of which it shows some, by the key in its payload
   */
  displayed(
    cells: { key: string; source: CellSource } | undefined,
    images: ReadonlyMap<string, TissueImage> | undefined,
    transcripts?: ReadonlyMap<string, Transcripts>,
  ): void;
  /** Code waits for what pages select. */
  listening(): void;
}

const observers = new Set<ViewObserver>();

/** @returns ends it */
export function observeViews(observer: ViewObserver): () => void {
  observers.add(observer);
  return () => void observers.delete(observer);
}

/** Tells the observers. */
export function tellObservers(tell: (observer: ViewObserver) => void): void {
  for (const observer of observers) tell(observer);
}
