import type { QualityContext } from './context';
import { Outcome } from './outcome';
import type { Numbers, QualityTarget } from './target';

/** Measures a target with some of its seeds, one after the other. */
export async function runTarget(
  target: QualityTarget,
  seeds: readonly number[],
  context: QualityContext,
  say: (line: string) => void,
): Promise<Outcome> {
  const runs: Numbers[] = [];
  for (const seed of seeds) {
    const begin = performance.now();
    runs.push(await target.run(seed, context));
    say(`  seed ${seed}: ${((performance.now() - begin) / 1000).toFixed(0)} s`);
  }
  return new Outcome(target, seeds, runs, (await target.together?.(seeds, context)) ?? {});
}
