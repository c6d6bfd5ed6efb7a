/**
 * The program that a worker of a cluster keeps: one Node process that runs tasks by name, one at a time. Frames come in on standard input,
 * which a thread reads, so that a cancel, or the end of the worker, is heard while a long synchronous step runs. Frames go out on
 * standard output; what tasks print goes to standard error.
 */
import { Console } from 'node:console';
import { isMainThread } from 'node:worker_threads';
import { version } from '../../receipts/version';
import { writeFrameSync } from '../wire/frames';
import { readInput, startReader } from './input';
import { runTasks } from './runTasks';

if (isMainThread) main();
else readInput();

function main(): void {
  globalThis.console = new Console(process.stderr, process.stderr);
  // Merely looking at process.stdout would make the pipe non-blocking, and a large frame would break off.
  Object.defineProperty(process, 'stdout', { get: () => process.stderr });
  const input = startReader(__filename);
  runTasks(input, process.argv.slice(2), (header, value) => writeFrameSync(1, header, value?.buffers));
  writeFrameSync(1, { op: 'ready', pid: process.pid, node: process.version, version: version() });
}
