import { log1p, normalizeTotal } from '../../../src';
import { type AnnData, type MuData, simulateCiteSeq } from '../../../src/data';
import { type Model, type ScmognnOptions, type Scmognn, zoo } from '../../../src/models';
import { madeCite } from './scmoformerExample';

/** scMoGNN as small as its tests need it. */
export const tinyScmognn = (options: ScmognnOptions = {}): Scmognn =>
  zoo.create('scmognn', { preset: 'tiny', seed: 3, epochs: 12, ...options });

/** Simulated CITE-seq with logged values, as new as it comes. */
export function simulatedPairs({ cells = 80, genes = 30, proteins = 6 } = {}): MuData {
  const raw = simulateCiteSeq({ cells, genes, proteins, seed: 5 });
  const mod = [...raw.mod].map(([name, adata]): [string, AnnData] => [name, log1p(normalizeTotal(adata))]);
  return raw.with({ mod });
}

/** Trainings that a process is killed in: batches, features and targets of a step are drawn anew each time. */
export const INTERRUPTED: Record<string, { make: () => Model; data: () => MuData }> = {
  scmoformer: {
    make: () => zoo.create('scmoformer', { preset: 'tiny', width: 16, rank: 8, heads: 2, features: 8, layers: 1 }),
    data: () => madeCite().mdata,
  },
  prediction: {
    make: () => tinyScmognn({ layers: 2, batchSize: 40, featuresPerStep: 20, targetsPerStep: 4 }),
    data: () => simulatedPairs(),
  },
  matching: {
    make: () => tinyScmognn({ task: 'matching', layers: 2, batchSize: 40 }),
    data: () => simulatedPairs(),
  },
  joint: {
    make: () => tinyScmognn({ task: 'joint', layers: 2, batchSize: 40 }),
    data: () => simulatedPairs(),
  },
};
