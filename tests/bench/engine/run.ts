import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Parameters, readSafetensors, startEngine, tf } from '../../../src/engine';
import { meterOperations } from '../../../src/engine/profile/meterOperations';
import { readMeters } from '../../../src/engine/profile/meters';
import { stepOf } from './workload';
import { WORKLOADS } from './workloads';

/**
 * Times training steps of our side: npx tsx tests/bench/engine/run.ts --only squint [--cells 20000] [--repeat 7] [--eager]
 * [--weights FILE] [--leak 3000]. Prints a JSON line: milliseconds (minimum, median), CPU time of all threads (minimum), peak memory, how
 * much CPU others used meanwhile; the first two steps, which compile, are reported apart. --weights starts from the peers' weights
 * (start_weights.py); `value` is the loss of the second step, which both sides then share. --leak runs that many steps and tells
 * how tensors and memory grew after the first ten.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: 'squint' },
      cells: { type: 'string' },
      repeat: { type: 'string', default: '7' },
      eager: { type: 'boolean', default: false },
      weights: { type: 'string' },
      leak: { type: 'string' },
    },
  });
  const workload = WORKLOADS[values.only];
  if (!workload) throw new Error(`There is no workload ${values.only}: ${Object.keys(WORKLOADS).join(', ')}.`);
  const cells = Number(values.cells ?? workload.cells);
  const { provider, threads, device, versions } = await startEngine();
  const network = workload.make(cells);
  if (values.weights) startFrom(network.parameters, values.weights);
  const step = stepOf(values.only, network, !values.eager);
  const once = (): { ms: number; cpu: number; value: number } => {
    const before = process.cpuUsage();
    const begin = performance.now();
    const outputs = step(network.inputs);
    const [value] = outputs.loss.dataSync();
    const ms = performance.now() - begin;
    tf.dispose(outputs);
    const { user, system } = process.cpuUsage(before);
    return { ms, cpu: (user + system) / 1000, value };
  };
  const about = { workload: values.only, cells, provider, device, threads, versions };
  const first = [once(), once()];
  if (values.leak) return print({ ...about, ...(await leak(once, Number(values.leak))) });
  resetPeak();
  const busy = busySeconds();
  const begin = performance.now();
  const steps = Array.from({ length: Number(values.repeat) }, once);
  const seconds = (performance.now() - begin) / 1000;
  const own = steps.reduce((sum, { cpu }) => sum + cpu, 0) / 1000;
  const times = steps.map(({ ms }) => ms).sort((a, b) => a - b);
  const moved = bytesMoved(once);
  print({
    ...about,
    ...step.mode,
    given_bytes: moved.given,
    taken_bytes: moved.taken,
    ours_min_ms: round(times[0]),
    ours_ms: round(times[times.length >> 1]),
    cpu_min_ms: round(Math.min(...steps.map(({ cpu }) => cpu))),
    other_cores: Number(Math.max(0, (busySeconds() - busy - own) / seconds).toFixed(2)),
    first_ms: first.map(({ ms }) => round(ms)),
    ours_mb: peakMb(),
    value: first[1].value,
  });
}

/** What one step more gives to the device and takes from it: inputs lie there already. */
function bytesMoved(once: () => unknown): { given: number; taken: number } {
  const end = meterOperations();
  const before = readMeters().moved;
  once();
  const after = readMeters().moved;
  end();
  return { given: after.given - before.given, taken: after.taken - before.taken };
}

/** The file must hold every parameter; a model of the peers may have some that their step does not use. */
function startFrom(parameters: Parameters, file: string): void {
  const { tensors } = readSafetensors(readFileSync(file));
  for (const name of parameters.names()) {
    const stored = tensors.get(name);
    if (!stored) throw new Error(`${file} has no ${name}.`);
    parameters.set(name, stored.data as Float32Array);
  }
}

/** How tensors and resident memory grow over many steps, the event loop turning as in a training; before both readings garbage is collected. */
async function leak(once: () => unknown, steps: number): Promise<Record<string, number>> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const state = async (): Promise<{ tensors: number; mb: number }> => {
    await new Promise(setImmediate);
    collect();
    return { tensors: tf.memory().numTensors, mb: process.memoryUsage().rss / 1e6 };
  };
  for (let i = 0; i < 10; i++) once();
  const before = await state();
  for (let i = 10; i < steps; i++) {
    once();
    if (i % 10 === 0) await new Promise(setImmediate);
  }
  const after = await state();
  return { steps, tensors: after.tensors - before.tensors, grown_mb: round(after.mb - before.mb) };
}

/** Large times to the millisecond, small ones to a hundredth. */
function round(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toFixed(2));
}

/** CPU seconds that the machine has spent on anything so far (Linux; 0 elsewhere). */
function busySeconds(): number {
  const line = procFile('/proc/stat').split('\n')[0];
  const [user, nice, system, , , irq, softIrq, steal] = line.split(/\s+/).slice(1).map(Number);
  return line === '' ? 0 : (user + nice + system + irq + softIrq + steal) / 100;
}

/** Largest resident set since the last reset (Linux), else the present one. */
function peakMb(): number {
  const kilobytes = /VmHWM:\s+(\d+)/.exec(procFile('/proc/self/status'))?.[1];
  return Math.round(kilobytes ? Number(kilobytes) / 1024 : process.memoryUsage().rss / 2 ** 20);
}

function resetPeak(): void {
  if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5');
}

function procFile(path: string): string {
  return process.platform === 'linux' ? readFileSync(path, 'utf8') : '';
}

function print(line: object): void {
  console.log(JSON.stringify(line));
}

void main();
