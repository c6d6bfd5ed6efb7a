/** Jupyter's messaging protocol, as far as this kernel speaks it: https://jupyter-client.readthedocs.io/en/stable/messaging.html */
export const PROTOCOL_VERSION = '5.4';

export interface Header {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  date: string;
  version: string;
}

export type Json = Record<string, unknown>;

/** A message whose signature was right and whose four parts are objects. */
export interface Message {
  /** Routing frames of the client, to be sent back in front of a reply. */
  identities: Uint8Array[];
  header: Header;
  parent: Partial<Header>;
  metadata: Json;
  content: Json;
  buffers: Uint8Array[];
}

/** A message on its way out. `content` is JSON text already, so that it is a snapshot of what the sender had. */
export interface Outgoing {
  /** Its id, where the sender has to know it; a new one otherwise. */
  id?: string | undefined;
  type: string;
  parent: Partial<Header>;
  content: string;
  metadata?: Json | undefined;
  buffers?: Uint8Array[] | undefined;
}

/** The sockets on which requests come in. */
export type Channel = 'shell' | 'control' | 'stdin';

/** What the kernel thread asks of the transport thread. */
export type ToTransport =
  | { kind: 'publish'; message: Outgoing }
  | { kind: 'status'; state: 'busy' | 'idle'; parent: Partial<Header> }
  | { kind: 'stream'; parent: Partial<Header>; name: 'stdout' | 'stderr'; text: string }
  | { kind: 'reply'; channel: Channel; identities: Uint8Array[]; message: Outgoing }
  | { kind: 'fence'; id: number }
  | { kind: 'heard'; interrupt: number }
  | { kind: 'close' };

/** What the transport thread tells the kernel thread. */
export type FromTransport =
  | { kind: 'ready' }
  | { kind: 'failed'; reason: string }
  | { kind: 'request'; channel: Channel; message: Message }
  | { kind: 'fence'; id: number }
  | { kind: 'interrupt'; interrupt: number; at: number }
  | { kind: 'shutdown'; restart: boolean };
