import childProcess, { ChildProcess, type StdioOptions } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { currentContext, within } from './context';

type Streams = ('stdout' | 'stderr')[];
type Callable = (...given: unknown[]) => unknown;
interface StdioGiven {
  stdio?: StdioOptions;
}

/** What is inherited has no limit; what the synchronous calls gather has one of a megabyte unless they are told. */
const UNLIMITED = { maxBuffer: Infinity };

/**
 * A child that is to inherit this process's output would write to the terminal of the Jupyter server: from here on its
 * output is passed on to the cell that has started it. For the synchronous calls that is when the child has ended.
 */
export function captureChildren(): void {
  captureSpawn();
  captureSpawnSync();
  for (const name of ['execSync', 'execFileSync'] as const) captureExecSync(name);
  syncBuiltinESMExports();
}

/** All calls that do not wait for the child (spawn, exec, execFile, fork) go through this method. */
function captureSpawn(): void {
  const prototype = ChildProcess.prototype as unknown as { spawn(options: StdioGiven): unknown };
  const { spawn } = prototype;
  prototype.spawn = function (this: ChildProcess, options) {
    const shared = inherited(options.stdio);
    const result = spawn.call(this, shared.length ? { ...options, stdio: piped(options.stdio, shared) } : options);
    for (const name of shared) forward(this, name);
    return result;
  };
}

function forward(child: ChildProcess, name: Streams[number]): void {
  const stream = child[name];
  if (!stream) return;
  const { parent, identities } = currentContext();
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => within({ parent, identities }, () => process[name].write(text)));
  // As for any child that inherits, there is nothing for its owner to read.
  Object.assign(child, { [name]: null });
  child.stdio[name === 'stdout' ? 1 : 2] = null;
}

function captureSpawnSync(): void {
  const { spawnSync } = childProcess;
  const capturing = (...given: unknown[]): unknown => {
    const options = optionsOf(given);
    const shared = inherited(options?.stdio);
    if (!options || !shared.length) return (spawnSync as Callable)(...given);
    const changed = { ...UNLIMITED, ...options, stdio: piped(options.stdio, shared) };
    const result = (spawnSync as Callable)(...given.slice(0, -1), changed) as ReturnType<typeof spawnSync>;
    for (const name of shared) {
      process[name].write(result[name] ?? '');
      result[name] = result.output[name === 'stdout' ? 1 : 2] = null!;
    }
    return result;
  };
  childProcess.spawnSync = capturing as typeof spawnSync;
}

/** Without `stdio` these two give back the output and write the errors to process.stderr, which is what is wanted. */
function captureExecSync(name: 'execSync' | 'execFileSync'): void {
  const original = childProcess[name] as Callable;
  const capturing = (...given: unknown[]): unknown => {
    const options = optionsOf(given);
    const shared = inherited(options?.stdio);
    if (!options || !shared.length) return original(...given);
    const stdio = shared.includes('stderr') ? undefined : piped(options.stdio, shared);
    const show = (output: unknown): unknown => {
      if (!shared.includes('stdout')) return output;
      process.stdout.write((output ?? '') as string | Uint8Array);
      return null;
    };
    try {
      return show(original(...given.slice(0, -1), { ...UNLIMITED, ...options, stdio }));
    } catch (error) {
      show((error as { stdout?: unknown }).stdout);
      throw error;
    }
  };
  Object.assign(childProcess, { [name]: capturing });
}

/** The options are the last argument of each of these functions, when there are any. */
function optionsOf(given: unknown[]): StdioGiven | undefined {
  const last = given.at(-1);
  return typeof last === 'object' && last !== null && !Array.isArray(last) ? last : undefined;
}

/** Which of its two outputs a child takes from this process. */
function inherited(stdio: StdioOptions | undefined): Streams {
  const names = ['stdout', 'stderr'] as const;
  return names.filter((name, i) => {
    const one: unknown = Array.isArray(stdio) ? stdio[i + 1] : stdio;
    return one === 'inherit' || (Array.isArray(stdio) && (one === 1 || one === 2)) || one === process[name];
  });
}

function piped(stdio: StdioOptions | undefined, shared: Streams): StdioOptions {
  const all: unknown[] = Array.isArray(stdio) ? [...stdio] : [stdio, stdio, stdio];
  for (const name of shared) all[name === 'stdout' ? 1 : 2] = 'pipe';
  return all as StdioOptions;
}
