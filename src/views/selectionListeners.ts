import { AsyncResource } from 'node:async_hooks';
import { type CellSet, type Comm, decodeArray, kernelApi, SELECTION_TARGET } from '../protocol';

/** Called with the indices of the selected cells, ascending, after each change. */
export type SelectionListener = (cells: Int32Array) => void;

interface Listening {
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
  kernelApi()?.onComm(SELECTION_TARGET, connect);
  return () => {
    entry.listeners.delete(bound);
    if (entry.listeners.size === 0) listening.delete(key);
  };
}

function connect(comm: Comm, { data }: { data: unknown }): void {
  const key = String((data as { key?: unknown } | null)?.key);
  if (!listening.has(key)) return comm.close();
  comm.onMessage = (message) => {
    const entry = listening.get(key);
    if (!entry) return comm.close();
    const cells = readCells(message.data, entry.count);
    if (cells) for (const listener of [...entry.listeners]) listener(cells.slice());
  };
}

/** The indices of a message; undefined for one that holds anything else. */
function readCells(data: unknown, count: number): Int32Array | undefined {
  try {
    const cells = decodeArray((data as { cells: never }).cells, 'cells');
    const sound = cells.every(
      (cell, i) => Number.isInteger(cell) && cell >= 0 && cell < count && (i === 0 || cell > cells[i - 1]!),
    );
    return sound ? Int32Array.from(cells) : undefined;
  } catch {
    return undefined;
  }
}
