import type { INotebookTracker } from '@jupyterlab/notebook';
import type { JSONValue } from '@lumino/coreutils';
import type { Channel } from '../figure/host';

/** Opens a comm to the kernel of the notebook that shows an element; undefined without notebook or kernel. */
export async function kernelChannel(
  tracker: INotebookTracker,
  node: HTMLElement,
  target: string,
  data: unknown,
): Promise<Channel | undefined> {
  const session = tracker.find((panel) => panel.content.node.contains(node))?.sessionContext;
  await session?.ready;
  const kernel = session?.session?.kernel;
  if (!session || !kernel?.handleComms) return undefined;
  const comm = kernel.createComm(target);
  const channel: Channel = {
    send: (message) => {
      // A kernel that is gone closes nothing: what is sent to it is lost, and onClose has been called.
      if (!comm.isDisposed) void comm.send(message as JSONValue);
    },
    onMessage: () => undefined,
    onClose: () => undefined,
    close: () => {
      session.statusChanged.disconnect(watch);
      if (!comm.isDisposed) void comm.close();
    },
  };
  const watch = (_: unknown, status: string): void => {
    if (['dead', 'restarting', 'autorestarting', 'terminating', 'unknown'].includes(status)) channel.onClose();
  };
  session.statusChanged.connect(watch);
  comm.onMsg = ({ content }) => channel.onMessage(content.data);
  comm.onClose = () => channel.onClose();
  void comm.open(data as JSONValue);
  return channel;
}
