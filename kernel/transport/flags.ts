/** Words of memory that the kernel thread and the transport thread share. */
export enum Flag {
  /** Not zero: every loop of a cell asks at its next turn whether it was interrupted. See StopReason. */
  Stop,
  /** 1 while the first, synchronous part of a cell runs: only then a SIGINT stops library code as well. */
  Guarded,
  /** 1 when the transport thread has sent this process the SIGINT that comes next. */
  OwnSignal,
  Count,
}

/** Bits of Flag.Stop. */
export enum StopReason {
  /** The kernel thread marked the interrupted executions; the others go on. */
  Marked = 1,
  /** The kernel thread does not hear: whatever runs there now must stop. */
  Anything = 2,
}

export function newFlags(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(Flag.Count * Int32Array.BYTES_PER_ELEMENT));
}
