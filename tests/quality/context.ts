import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type AnnData, datasets } from '../../src';

/** What the targets of one run of `npm run quality` share: the folder of measured data. */
export class QualityContext {
  /** @param folder TISSUEBOOK_DATA, or shared/data beside the repository */
  constructor(
    readonly folder = process.env.TISSUEBOOK_DATA ?? resolve(__dirname, '..', '..', '..', 'shared', 'data'),
  ) {}

  /** The files among these that the folder lacks. */
  missing(names: readonly string[]): string[] {
    return names.map((name) => `${name}.h5ad`).filter((file) => !existsSync(join(this.folder, file)));
  }

  load(name: string): Promise<AnnData> {
    return datasets.load(join(this.folder, `${name}.h5ad`));
  }
}

/** A function of context and seed whose answer is kept, for what several targets need: a cohort, a trained model. */
export function kept<T>(
  make: (context: QualityContext, seed: number) => Promise<T>,
): (context: QualityContext, seed?: number) => Promise<T> {
  const answers = new WeakMap<QualityContext, Map<number, Promise<T>>>();
  return (context, seed = 0) => {
    const bySeed = answers.get(context) ?? new Map<number, Promise<T>>();
    answers.set(context, bySeed);
    const answer = bySeed.get(seed) ?? make(context, seed);
    bySeed.set(seed, answer);
    return answer;
  };
}
