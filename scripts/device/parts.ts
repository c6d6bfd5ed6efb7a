import { spawn } from 'node:child_process';
import { ROOT } from '../setup/paths';

/** What a check has found. */
export interface PartResult {
  part: string;
  /** False when something is wrong; what was left out for want of time or of a peer is not. */
  sound: boolean;
  /** A line for a person. */
  text: string;
  numbers?: Readonly<Record<string, unknown>>;
}

export interface PartOptions {
  /** Small sizes and few checks. */
  dry: boolean;
  cells?: number;
}

/** Some checks, as they are done. */
export type Part = (box: TimeBox, options: PartOptions) => AsyncIterable<PartResult>;

/** Seconds that are given, and what is left of them. */
export class TimeBox {
  readonly #begin = performance.now();
  readonly #seconds: number;

  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  get spent(): number {
    return (performance.now() - this.#begin) / 1000;
  }

  get left(): number {
    return this.#seconds - this.spent;
  }
}

/** The environment of all that runs on the device: memory is taken as needed, since several programs follow each other; full float32. */
const ENVIRONMENT = { TF_FORCE_GPU_ALLOW_GROWTH: 'true', NVIDIA_TF32_OVERRIDE: '0' };

/** How a program ended: its output, and its code, which is undefined where its time was up. */
export interface Ended {
  output: string;
  code: number | undefined;
}

/** Runs a program with the time that is left. */
export function runFor(box: TimeBox, program: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, ...ENVIRONMENT },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let late = false;
    const timer = setTimeout(
      () => {
        late = true;
        child.kill('SIGKILL');
      },
      Math.max(0, 1000 * box.left),
    );
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
    const end = (code: number | undefined, words = output): void => {
      clearTimeout(timer);
      resolve({ output: words, code });
    };
    child.on('error', (error) => end(1, error.message));
    child.on('close', (code) => end(late ? undefined : (code ?? 1)));
  });
}

/** The JSON line that a program has printed. */
export function jsonOf({ output }: Ended): Record<string, unknown> | undefined {
  const line = output
    .split('\n')
    .filter((text) => text.startsWith('{'))
    .at(-1);
  try {
    return line === undefined ? undefined : (JSON.parse(line) as Record<string, unknown>);
  } catch {
    return undefined;
  }
}

/** A script of the repository, as arguments of Node. */
export const script = (...args: readonly string[]): string[] => ['--require', 'tsx/cjs', ...args];

/** The last words of a program that went wrong. */
export function lastWords({ output }: Ended): string {
  return output.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
}
