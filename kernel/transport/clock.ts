/** Milliseconds on a clock that all threads of this process share and that is never set back. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
