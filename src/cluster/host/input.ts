import { parentPort, Worker, workerData } from 'node:worker_threads';
import { type Frame, readFrameSync } from '../wire/frames';

/** What the host hears. */
export interface Input {
  /** The number of the task that was cancelled last; written by the thread, also while the main thread is busy. */
  readonly cancelled: Int32Array;
  onFrame(take: (frame: Frame) => void): void;
}

/** Starts the thread that reads. @param script its program, which calls readInput() in the thread */
export function startReader(script: string): Input {
  const shared = new SharedArrayBuffer(4);
  const reader = new Worker(script, { workerData: shared });
  return {
    cancelled: new Int32Array(shared),
    onFrame: (take) => void reader.on('message', take),
  };
}

/** The thread: reads frames until standard input ends, and the process with it. */
export function readInput(): void {
  const cancelled = new Int32Array(workerData as SharedArrayBuffer);
  for (;;) {
    let frame: Frame | undefined;
    try {
      frame = readFrameSync(0);
    } catch (error) {
      process.stderr.write(`${String(error)}\n`);
    }
    // The worker has gone: what the main thread does, native code included, is of no use to anybody.
    if (!frame) return void process.kill(process.pid, 'SIGKILL');
    const { header, buffers } = frame;
    if (header.op === 'cancel') Atomics.store(cancelled, 0, header.id!);
    parentPort!.postMessage(
      frame,
      buffers.map(({ buffer }) => buffer as ArrayBuffer),
    );
  }
}
