import { denoise, imputeEntries } from '../impute-entries/imputeEntries';
import type { Benchmark } from './benchmark';
import { annotation, classification, clusters, entriesBy, missingGenes, screens } from './cellBenchmarks';
import type { CompareTask } from './compareOptions';
import { modality, partners, picture, retrieval, shapes } from './pairBenchmarks';
import { impute, infer } from './tissueBenchmarks';
import { domains, fewLabels } from './vectorBenchmarks';

/** The tasks by name. */
export const benchmarks: Readonly<Record<CompareTask, Benchmark>> = {
  impute,
  infer,
  annotate: annotation,
  classify: classification,
  cluster: clusters,
  'impute-entries': entriesBy(imputeEntries),
  denoise: entriesBy(denoise),
  'impute-genes': missingGenes,
  perturbation: screens,
  'image-to-gene': picture,
  generate: shapes,
  retrieve: retrieval,
  'predict-modality': modality,
  match: partners,
  'spatial-domains': domains,
  'few-shot': fewLabels,
};
