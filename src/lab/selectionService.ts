import { type Comm, kernelApi, SELECTION_TARGET, unpackBits } from '../protocol';
import { listenersTo } from '../views/selectionListeners';

/** Takes what pages select, for the listeners of `view.onSelect`. */
export function offerSelections(): void {
  kernelApi()?.onComm(SELECTION_TARGET, connect);
}

function connect(comm: Comm, { data }: { data: unknown }): void {
  const key = String((data as { key?: unknown } | null)?.key);
  if (!listenersTo(key)) return comm.close();
  comm.onMessage = (message) => {
    const listeners = listenersTo(key);
    if (!listeners) return comm.close();
    const bits = message.buffers[0];
    const cells = bits && unpackBits(bits, listeners.count);
    if (cells) listeners.tell(cells);
  };
}
