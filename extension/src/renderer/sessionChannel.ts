import type { ISessionContext } from '@jupyterlab/apputils';
import type { JSONValue } from '@lumino/coreutils';
import type { Channel } from '../figure/host';

/** States of a kernel that answers nothing any more. */
const GONE = new Set(['dead', 'restarting', 'autorestarting', 'terminating', 'unknown']);

/** Opens a comm to the kernel of a session; undefined without a kernel. */
export function sessionChannel(session: ISessionContext, target: string, data: unknown): Channel | undefined {
  const kernel = session.session?.kernel;
  if (!kernel?.handleComms) return undefined;
  const comm = kernel.createComm(target);
  let open = true;
  const channel: Channel = {
    send: (message, buffers) => {
      // A kernel that is gone closes nothing: what is sent to it is lost, and onClose has been called.
      if (!comm.isDisposed) void comm.send(message as JSONValue, undefined, buffers as ArrayBufferView[] | undefined);
    },
    onMessage: () => undefined,
    onClose: () => undefined,
    close: () => {
      session.statusChanged.disconnect(watch);
      if (open && !comm.isDisposed) void comm.close();
    },
  };
  const watch = (_: unknown, status: string): void => {
    if (!GONE.has(status)) return;
    session.statusChanged.disconnect(watch);
    channel.onClose('gone');
  };
  session.statusChanged.connect(watch);
  comm.onMsg = ({ content, buffers }) => channel.onMessage(content.data, (buffers ?? []).map(asBytes));
  comm.onClose = () => {
    // Also called from within comm.close(), which must not be asked for again from there.
    open = false;
    channel.onClose('refused');
  };
  void comm.open(data as JSONValue);
  return channel;
}

function asBytes(buffer: ArrayBuffer | ArrayBufferView): Uint8Array {
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer)
    : new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
