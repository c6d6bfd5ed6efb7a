import { Worker } from 'node:worker_threads';
import { coreShare } from '../cores';
import { kernelModule } from './kernelModule';
import type { SharedArena } from './sharedArena';
import { EventLoopYielder, type WorkOptions } from './eventLoopYielder';

/** Threads beyond this number wait for memory more than they compute. */
const MAX_THREADS = 16;
/** Below this many multiplications a thread takes longer to start than to help. */
const MIN_PARALLEL_COST = 2e8;
/** Milliseconds between two reports of the threads' progress. */
const POLL_INTERVAL = 50;

/** Independent units of work. */
export interface ParallelWork extends WorkOptions {
  /** The function as its user calls it, for errors. */
  caller: string;
  /** A kernel of (task, unit, thread). */
  kernel: string;
  /** The address of the task. */
  task: number;
  units: number;
  /** About how many multiplications there are in all. */
  cost: number;
}

/** Threads for work of any cost, where tests ask for them. */
let wanted: number | undefined;
let asked = false;

/** The number of threads that work of some cost runs in. */
export function threadCount(units: number, cost: number): number {
  asked ||= units > 1;
  if (wanted !== undefined) return Math.max(1, Math.min(wanted, units));
  return cost < MIN_PARALLEL_COST ? 1 : Math.max(1, Math.min(coreShare(), units, MAX_THREADS));
}

/** Has work of any cost run in so many threads, or, without a number, in as many as are worth it. Results are the same. */
export function useThreads(count: number | undefined): void {
  wanted = count;
}

/** Whether any work could have run in threads since this was asked last. */
export function threadsWereAsked(): boolean {
  const before = asked;
  asked = false;
  return before;
}

/**
 * Runs a kernel on all units. Large work runs in threads, which take the next unit when they are done with one; small work
 * runs in this thread and yields to the event loop.
 *
 * @throws TissuebookError 'aborted'; other errors of a thread
 */
export async function parallelFor(arena: SharedArena, work: ParallelWork): Promise<void> {
  const threads = threadCount(work.units, work.cost);
  const yielder = new EventLoopYielder(work.caller, work);
  if (threads > 1) return runThreads(arena, work, threads, yielder);
  for (let unit = 0; unit < work.units; unit++) {
    arena.kernels[work.kernel]!(work.task, unit, 0);
    if (yielder.due) await yielder.yieldToEventLoop(unit + 1, work.units);
  }
}

async function runThreads(
  arena: SharedArena,
  work: ParallelWork,
  count: number,
  yielder: EventLoopYielder,
): Promise<void> {
  // Next unit, units done, and whether to stop.
  const control = arena.i32(3);
  const { kernel, task, units } = work;
  const threads = Array.from({ length: count }, (_, thread) => {
    const given = { module: kernelModule(), memory: arena.memory, control: control.at, kernel, task, units, thread };
    return new Worker(PROGRAM, { eval: true, workerData: given, execArgv: [], env: {} });
  });
  const ends = Promise.all(threads.map(endOf));
  let running = true;
  const stopped = ends.finally(() => (running = false));
  stopped.catch(() => undefined);
  try {
    while (running) {
      await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL))]);
      await yielder.yieldToEventLoop(Atomics.load(control.values, 1), units);
    }
    await ends;
  } finally {
    Atomics.store(control.values, 2, 1);
    await Promise.allSettled(threads.map(endOf));
  }
}

/** A thread takes units until there are none; it knows nothing but the kernels and the shared memory. */
const PROGRAM = `
const { workerData: { module, memory, control, kernel, task, units, thread } } = require('node:worker_threads');
const counters = new Int32Array(memory.buffer, control, 3);
const run = new WebAssembly.Instance(module, { env: { memory } }).exports[kernel];
while (!Atomics.load(counters, 2)) {
  const unit = Atomics.add(counters, 0, 1);
  if (unit >= units) break;
  run(task, unit, thread);
  Atomics.add(counters, 1, 1);
}`;

function endOf(thread: Worker): Promise<void> {
  if (thread.threadId < 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    thread.once('error', reject);
    thread.once('exit', () => resolve());
  });
}
