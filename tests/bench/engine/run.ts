import { readFileSync, writeFileSync } from 'node:fs';
import { startEngine, tf } from '../../../src/engine';
import { squint } from './squint';

/**
 * Times training steps of our side: npx tsx tests/bench/engine/run.ts [--cells 20000] [--repeat 7] [--eager] [--leak 3000].
 * Prints a JSON line: milliseconds (minimum, median), peak memory, CPU seconds a step; the first two steps, which compile, are
 * reported apart. --leak runs that many steps and tells how tensors and memory grew after the first ten.
 */
async function main(): Promise<void> {
  const { provider, threads } = await startEngine();
  const cells = numberOf('--cells', 20_000);
  const { step, inputs } = squint(cells, !process.argv.includes('--eager'));
  const once = (): number => {
    const begin = performance.now();
    const outputs = step(inputs);
    value = outputs.loss.dataSync()[0];
    tf.dispose(outputs);
    return performance.now() - begin;
  };
  let value = 0;
  const warmUp = [once(), once()];
  const steps = numberOf('--leak', 0);
  if (steps > 0) return print({ workload: 'squint', cells, ...leak(once, steps) });
  resetPeak();
  const cpu = process.cpuUsage();
  const times = Array.from({ length: numberOf('--repeat', 7) }, once).sort((a, b) => a - b);
  const { user, system } = process.cpuUsage(cpu);
  print({
    workload: 'squint',
    cells,
    provider,
    threads,
    ...step.mode,
    ours_min_ms: Math.round(times[0]),
    ours_ms: Math.round(times[times.length >> 1]),
    cpu_ms: Math.round((user + system) / 1000 / times.length),
    warm_up_ms: warmUp.map(Math.round),
    ours_mb: peakMb(),
    value,
  });
}

function leak(once: () => number, steps: number): Record<string, number> {
  for (let i = 0; i < 10; i++) once();
  const tensors = tf.memory().numTensors;
  const rss = process.memoryUsage().rss;
  for (let i = 10; i < steps; i++) once();
  return { steps, tensors: tf.memory().numTensors - tensors, grownMb: (process.memoryUsage().rss - rss) / 1e6 };
}

function numberOf(flag: string, otherwise: number): number {
  const at = process.argv.indexOf(flag);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

/** Largest resident set since the last reset (Linux). */
function peakMb(): number {
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024);
}

function resetPeak(): void {
  writeFileSync('/proc/self/clear_refs', '5');
}

function print(line: object): void {
  console.log(JSON.stringify(line));
}

void main();
