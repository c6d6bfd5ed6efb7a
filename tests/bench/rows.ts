import { spawnSync } from 'node:child_process';

/** The text behind a flag of the command line, `--cells 1000`; `otherwise` where there is none. */
export function textOf(flag: string, otherwise: string): string {
  const at = process.argv.indexOf(flag);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
}

/** The numbers behind a flag, `--cells 1000,2000`. */
export const numbersOf = (flag: string, otherwise: string): number[] => textOf(flag, otherwise).split(',').map(Number);

/**
 * Measures in a process of its own, so that peak memory is that of one row, and reads the last line that it prints.
 *
 * @param file the benchmark, which measures one row where its command line has these words
 */
export function rowApart<T>(file: string, words: readonly string[]): T {
  const { stdout, status } = spawnSync(process.execPath, [...process.execArgv, file, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}`);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as T;
}

/** The most memory that this process has had so far. */
export const peakMegabytes = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

/** Processor time of this process, which other programs hardly lengthen. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Seconds since a time of performance.now(). */
export const secondsSince = (begin: number): number => (performance.now() - begin) / 1000;

/** Three digits. */
export const rounded = (value: number): number => Number(value.toPrecision(3));

/** Prints rows: a line of JSON each with --json, else `name value, name value`. */
export function printRow(workload: string, row: object): void {
  if (process.argv.includes('--json')) console.log(JSON.stringify({ workload, ...row }));
  else console.log(Object.entries(row).map(([name, value]) => `${name} ${value}`).join(', ')); // prettier-ignore
}

/**
 * The power of x that y grows with, by least squares of their logarithms: 1 is linear.
 *
 * @param x e.g. numbers of cells, two different ones or more
 */
export function growthOf(x: readonly number[], y: readonly number[]): number {
  const [a, b] = [x.map(Math.log), y.map(Math.log)];
  const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [ma, mb] = [mean(a), mean(b)];
  const slope = a.reduce((sum, value, at) => sum + (value - ma) * (b[at] - mb), 0);
  return slope / a.reduce((sum, value) => sum + (value - ma) ** 2, 0);
}
