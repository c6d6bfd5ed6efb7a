/**
 * What takes time in the engine, as far as it can be told apart: compiling steps, running compiled ones, operations that run one at a time, and
 * reading their numbers (on a GPU most of the computing is waited for there).
 */
export type Meter = 'compiling' | 'compiled' | 'operations' | 'reading';

const seconds: Record<Meter, number> = { compiling: 0, compiled: 0, operations: 0, reading: 0 };
let open: Meter | undefined;
let since = 0;
/** Additions and multiplications in products of the compiled steps that ran. */
let work = 0;
/** Bytes that JavaScript gave to tensors, and took from them, while operations were metered. */
const moved = { given: 0, taken: 0 };

/** Adds what `body` takes to a meter, without what runs on a meter of its own inside of it. */
export function metered<T>(meter: Meter, body: () => T): T {
  const outer = open;
  turnTo(meter);
  try {
    return body();
  } finally {
    turnTo(outer);
  }
}

/** Whether a compiled step is under way, whose calls are not operations of their own. */
export const isMetered = (): boolean => open !== undefined;

export function countMoved(way: keyof typeof moved, bytes: number): void {
  moved[way] += bytes;
}

export function countWork(operations: number): void {
  work += operations;
}

/** What the meters have come to since the process began. */
export interface Meters {
  seconds: Record<Meter, number>;
  work: number;
  moved: { given: number; taken: number };
}

export function readMeters(): Meters {
  turnTo(open);
  return { seconds: { ...seconds }, work, moved: { ...moved } };
}

function turnTo(meter: Meter | undefined): void {
  const now = performance.now() / 1000;
  if (open) seconds[open] += now - since;
  open = meter;
  since = now;
}
