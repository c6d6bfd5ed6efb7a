import { AsyncResource } from 'node:async_hooks';
import type { CellSet } from '../protocol';
import { tellObservers } from './observeViews';

/** Called with the indices of the selected cells, ascending, after each change. */
export type SelectionListener = (cells: Int32Array) => void;

interface Listening {
  /** The number of cells in the set. */
  count: number;
  listeners: Set<SelectionListener>;
}

const listening = new Map<string, Listening>();

/** Calls a listener when a page selects cells of a set; returns how to end that. */
export function listenToSelection({ key, count }: CellSet, listener: SelectionListener): () => void {
  const entry = listening.get(key) ?? { count, listeners: new Set() };
  listening.set(key, entry);
  // What the listener prints belongs to the cell that asked, not to the message that came in.
  const bound = AsyncResource.bind(listener);
  entry.listeners.add(bound);
  tellObservers((observer) => observer.listening());
  return () => {
    entry.listeners.delete(bound);
    if (entry.listeners.size === 0) listening.delete(key);
  };
}

/** The number of cells in a set that somebody listens to, and how to tell them of a selection. */
export function listenersTo(key: string): { count: number; tell(cells: Int32Array): void } | undefined {
  const entry = listening.get(key);
  if (!entry) return undefined;
  return {
    count: entry.count,
    tell: (cells) => {
      for (const listener of [...entry.listeners]) listener(cells.slice());
    },
  };
}
