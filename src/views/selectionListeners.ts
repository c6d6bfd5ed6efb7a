import { AsyncResource } from 'node:async_hooks';
import { type CellSet, type Comm, kernelApi, SELECTION_TARGET, unpackBits } from '../protocol';

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
    const bits = message.buffers[0];
    const cells = bits && unpackBits(bits, entry.count);
    if (cells) for (const listener of [...entry.listeners]) listener(cells.slice());
  };
}
