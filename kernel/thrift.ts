import v8 from 'node:v8';

/**
 * Processor time in which a kernel has started, loaded the library and shown a figure, also where thirty others do the same. Until then little
 * of its program runs often, and V8's optimizing compiler would take a fifth of that time for code that is not used for long. Ours; in
 * microseconds.
 */
const START_MICROSECONDS = 4e6;
/** How often to look. Ours; in milliseconds. */
const LOOK_MS = 500;
/** Older ones have no compiler between the interpreter and the optimizing one, or do not know the flag. */
const OFFERED = Number(process.versions.node.split('.')[0]) >= 22;

/** Has V8 optimize late: what runs for long is, what runs some thousand times is not. */
function optimizeLate(): void {
  if (OFFERED) v8.setFlagsFromString('--efficiency-mode');
}

/** Has V8 optimize as ever. It holds for all threads, and for a function that runs. */
function optimizeAsEver(): void {
  if (OFFERED) v8.setFlagsFromString('--no-efficiency-mode');
}

function hasStarted(): boolean {
  const { user, system } = process.cpuUsage();
  return user + system > START_MICROSECONDS;
}

/** To be called before anything else is loaded: the flags are a part of what V8 keeps compiled modules under. */
export function startThrifty(): void {
  // V8 lets the space for new objects grow to 100 MB while the compiler starts, and keeps it; collecting a small one as often takes no longer
  // (docs/benchmarks/hub.md), and thirty kernels on one machine want the memory.
  v8.setFlagsFromString('--semi-space-growth-factor=1');
  optimizeLate();
}

/** Ends it when the kernel has started. To be called in a thread that runs no cells, which may keep theirs for minutes. */
export function endThriftWhenStarted(): void {
  if (!OFFERED) return;
  const timer = setInterval(() => {
    if (!hasStarted()) return;
    clearInterval(timer);
    optimizeAsEver();
  }, LOOK_MS).unref();
}

/** Does something under the flags of the start, as keeping what was compiled under them. */
export function asAtStart(work: () => void): void {
  optimizeLate();
  work();
  if (hasStarted()) optimizeAsEver();
}
