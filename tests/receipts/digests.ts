import { keepReceipts } from '../../src/receipts';
import type { Digest } from '../../src/receipts/digest';
import { useThreads, threadsWereAsked } from '../../src/wasm';
import { digestOf } from './digestOf';
import { LINES, SLOW } from './lines';
import { SAMPLES } from './sample';
import { stepsOf } from './steps';

/** Digests by line, by data set. */
export type Digests = Record<string, Record<string, Digest>>;

export interface DigestOptions {
  /** Names of data sets; all. */
  samples?: readonly string[];
  /** Leaves the slow lines out. false. */
  quick?: boolean;
  /** Threads. With more than one only lines that ask for threads are run. 1. */
  threads?: number;
  /** Lines that ask for threads, as a run with one thread found them, by data set. */
  threaded?: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface DigestRun {
  readonly digests: Digests;
  /** Lines that would have used more threads, by data set. */
  readonly threaded: Map<string, Set<string>>;
  /** Data sets that are not on this machine. */
  readonly absent: string[];
}

/** Runs the lines on the data sets. A line that fails has the name of its error for a digest, so that one of a kind stops nothing. */
export async function digestsOf({
  samples = Object.keys(SAMPLES),
  quick = false,
  threads = 1,
  threaded,
}: DigestOptions = {}): Promise<DigestRun> {
  const run: DigestRun = { digests: {}, threaded: new Map(), absent: [] };
  keepReceipts(false);
  useThreads(threads);
  try {
    for (const name of samples) {
      const sample = await SAMPLES[name]!();
      if (!sample) run.absent.push(name);
      else {
        const steps = await stepsOf(sample);
        const digests: Record<string, Digest> = { data: digestOf(sample.counts), steps: digestOf(steps) };
        const asking = new Set<string>();
        for (const [line, verb] of Object.entries(LINES)) {
          if (quick && SLOW.has(line)) continue;
          if (threads > 1 && threaded && !threaded.get(name)?.has(line)) continue;
          threadsWereAsked();
          digests[line] = await digestOfLine(() => verb(steps));
          if (threadsWereAsked()) asking.add(line);
        }
        run.digests[name] = digests;
        run.threaded.set(name, asking);
      }
    }
  } finally {
    useThreads(undefined);
    keepReceipts(true);
  }
  return run;
}

async function digestOfLine(verb: () => unknown): Promise<Digest> {
  try {
    return digestOf(await verb());
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { hash: 'failed', form: text.slice(0, 200), sample: [] };
  }
}
