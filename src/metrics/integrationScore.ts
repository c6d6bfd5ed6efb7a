import { checkArgument, objectWith } from '../options';
import { mean } from '../statistics';

const NAMES = ['nmi', 'typeAsw', 'cellCycle', 'trajectory', 'batchAsw', 'connectivity'];

/** Scores of a joint embedding; NaN for one that is not defined. */
export interface IntegrationMetrics {
  /** Normalized mutual information of clusters and cell types. */
  readonly nmi: number;
  /** silhouetteLabel of cell types. */
  readonly typeAsw: number;
  readonly cellCycle: number;
  readonly trajectory: number;
  /** silhouetteBatch. */
  readonly batchAsw: number;
  readonly connectivity: number;
}

/** Two ways to sum up. */
export interface IntegrationScore {
  /** The plain mean of the metrics that are defined, as in scMoGNN's table. */
  readonly mean: number;
  /** 0.6 of the mean of biology (the first four) and 0.4 of that of batches (the last two); NaN unless all are defined. */
  readonly weighted: number;
}

/** The averages of joint-embedding scores (Luecken et al. 2021; Wen 2024, table 2.3). */
export function integrationScore(metrics: IntegrationMetrics): IntegrationScore {
  checkArgument('integrationScore', 'metrics', metrics, objectWith(...NAMES));
  const { nmi, typeAsw, cellCycle, trajectory, batchAsw, connectivity } = metrics;
  const [biology, batches] = [
    [nmi, typeAsw, cellCycle, trajectory],
    [batchAsw, connectivity],
  ];
  const defined = [...biology, ...batches].filter((value) => !Number.isNaN(value));
  return { mean: mean(defined), weighted: 0.6 * mean(biology) + 0.4 * mean(batches) };
}
