import { TissuebookError } from '../../errors';
import { nearest } from '../../options';
import { sentError } from '../wire/errors';
import { type Frame, type Header, LIMITS } from '../wire/frames';
import { type Kind, pack, type Packed, sizeOf, unpack } from '../wire/pack';
import type { Task, TaskContext } from './context';
import type { Input } from './input';
import { PacedProgress } from './pacedProgress';

type Send = (header: Header, value?: Packed) => void;

/** What a task was sent beside its name: how many buffers are its argument, and the values that lie on the cluster. */
interface Sent {
  readonly own: number;
  readonly values: readonly { readonly key: string; readonly count: number }[];
  /** Values that will not be named again. */
  readonly forget?: readonly string[];
}

/** Results above this are not sent to the notebook (ours): a worker writes them where they are needed. */
const LARGEST_RESULT = 2 ** 29;

/** Runs what comes in, one task at a time, and sends what comes of it. @param modules programs with further tasks, by path */
export function runTasks(input: Input, modules: readonly string[], send: Send): void {
  const values = new Map<string, unknown>();
  const cache = new Map<string, unknown>();
  let running: { id: number; abort: AbortController; stop: AbortController } | undefined;

  const run = async ({ header, buffers }: Frame): Promise<void> => {
    const id = header.id!;
    const own = { id, abort: new AbortController(), stop: new AbortController() };
    running = own;
    const paced = (): PacedProgress => new PacedProgress((value) => send({ op: 'progress', id }, pack(value)));
    const [progress, trained] = [paced(), paced()];
    const last = (): void => [progress, trained].forEach((each) => each.flush());
    let unwatch: () => void = () => undefined;
    try {
      // Loading the library takes longer than starting the process, and whoever asks only for versions does not need it.
      const { KINDS, receiveModel, tasks, watchRuns } = await import('./library.js');
      unwatch = watchRuns(own.abort.signal, (text) => trained.report({ text }));
      const argument = take(header as Header & Sent, buffers, values, KINDS);
      const context: TaskContext = {
        signal: own.abort.signal,
        stop: own.stop.signal,
        stopped: () => Atomics.load(input.cancelled, 0) === id,
        progress: (value) => progress.report(value),
        cache,
        model: receiveModel,
      };
      const task = taskOf(header.task as string, tasks, modules);
      const result = pack(await task(argument as never, context), KINDS);
      checkSize(header.task as string, result);
      last();
      send({ op: 'done', id }, result);
    } catch (error) {
      last();
      send({ op: 'failed', id, error: sentError(error) });
    } finally {
      unwatch();
      if (running === own) running = undefined;
    }
  };

  input.onFrame((frame) => {
    const { op, id } = frame.header;
    if (op === 'run') void run(frame);
    else if (running?.id === id) (op === 'cancel' ? running!.abort : running!.stop).abort();
  });
}

/** The argument of a task, with the values that it names. */
function take(
  { own, values: named, forget = [] }: Sent,
  buffers: readonly Uint8Array[],
  values: Map<string, unknown>,
  kinds: readonly Kind[],
): unknown {
  for (const key of forget) values.delete(key);
  let at = own;
  for (const { key, count } of named) {
    // No buffers stand for a value that this process was given before.
    if (count > 0) values.set(key, unpack(buffers.slice(at, at + count), kinds));
    at += count;
  }
  return unpack(
    buffers.slice(0, own),
    kinds,
    named.map(({ key }) => values.get(key)),
  );
}

function taskOf(name: string, tasks: Readonly<Record<string, Task>>, modules: readonly string[]): Task {
  if (Object.hasOwn(tasks, name)) return tasks[name]!;
  const known = Object.keys(tasks);
  for (const path of modules) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a program of the user's, named when the cluster was made
    const { tasks: more = {} } = require(path) as { tasks?: Record<string, Task> };
    if (Object.hasOwn(more, name)) return more[name]!;
    known.push(...Object.keys(more));
  }
  const near = nearest(name, known);
  throw new TissuebookError('invalid-argument', `The workers know no task "${name}".`, {
    argument: 'task',
    found: name,
    advice: `${near ? `Did you mean ${near}? ` : ''}They know: ${known.join(', ')}.`,
  });
}

function checkSize(task: string, result: Packed): void {
  const bytes = sizeOf(result);
  if (bytes <= LARGEST_RESULT && bytes <= LIMITS.bytes) return;
  throw new TissuebookError('too-large', `The result of ${task} has ${(bytes / 1e6).toFixed(0)} MB.`, {
    argument: 'task',
    found: bytes,
    advice: 'Have it written beside the data, as embed does for openCohort, and read what is needed of it.',
  });
}
