import { TissuebookError } from '../../errors';
import type { TrainingRun } from './trainingRun';

/** What several runs of the same training say together. */
export interface SeedSummary<Result> {
  /** The seeds whose runs were done, in order; fewer than asked for when one was interrupted. */
  seeds: number[];
  results: Result[];
  /** Of each number in the last report (losses, and validation terms under their own names): mean and sample deviation over the seeds. */
  terms: Record<string, { mean: number; deviation: number; values: number[] }>;
}

/**
 * Runs the same training with several seeds, one after the other. An interrupted run is the last one.
 *
 * @param start starts the run of a seed, with nothing shared between two of them: (seed) => model(seed).fit(...)
 */
export async function trainSeeds<Result>(
  seeds: readonly number[],
  start: (seed: number) => TrainingRun<Result>,
): Promise<SeedSummary<Result>> {
  if (seeds.length === 0 || new Set(seeds).size < seeds.length) {
    throw new TissuebookError('invalid-argument', 'seeds must be one or more different numbers.', {
      argument: 'seeds',
      found: [...seeds],
    });
  }
  const done: { seed: number; result: Result; numbers: Record<string, number> }[] = [];
  for (const seed of seeds) {
    const run = start(seed);
    const result = await run;
    const last = run.reports.at(-1);
    done.push({ seed, result, numbers: { ...last?.losses, ...last?.validation } });
    if (run.status === 'interrupted') break;
  }
  const terms = Object.keys(done[0].numbers).map((term) => [term, spread(done.map(({ numbers }) => numbers[term]))]);
  return {
    seeds: done.map(({ seed }) => seed),
    results: done.map(({ result }) => result),
    terms: Object.fromEntries(terms) as SeedSummary<Result>['terms'],
  };
}

function spread(values: number[]): { mean: number; deviation: number; values: number[] } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)), values };
}
