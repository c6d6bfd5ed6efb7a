/** A message on a comm. */
export interface CommMessage {
  /** JSON. */
  data: unknown;
  metadata: Record<string, unknown>;
  /** Binary parts, in the order in which they were given. */
  buffers: Uint8Array[];
}

/** One end of a channel between an object in the kernel and its picture in a page. */
export interface Comm {
  readonly id: string;
  readonly target: string;
  /** Called for each message of the other end. */
  onMessage: ((message: CommMessage) => void | Promise<void>) | undefined;
  /** Called when the other end has closed the comm. */
  onClose: ((message: CommMessage) => void | Promise<void>) | undefined;
  send(data: unknown, options?: { buffers?: Uint8Array[]; metadata?: Record<string, unknown> }): void;
  close(data?: unknown): void;
}

/** Takes a comm that the other side has opened; set its onMessage here. */
export type CommTargetHandler = (comm: Comm, opening: CommMessage) => void | Promise<void>;

/** Opens a comm to the other side's handler of `target`. */
export type OpenComm = (
  target: string,
  data?: unknown,
  options?: { id?: string; buffers?: Uint8Array[]; metadata?: Record<string, unknown> },
) => Comm;
