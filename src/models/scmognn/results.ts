import type { DenseMatrix, MuData } from '../../data';
import { numericArray } from '../../data';
import type { TrainingReport } from '../../engine';
import { lossLine, RunResult, type RunSummary, runUns } from '../training/describeRun';
import type { ScmognnConfig } from './config';

/** What is known when a training run ends. */
export interface ScmognnSummary extends RunSummary<ScmognnConfig> {
  readonly modalities: readonly [string, string];
  readonly features: number;
  readonly targets: number;
  /** Weight of each level of the graph in the embedding, the input first; of both modalities in turn for matching. */
  readonly layerWeights: readonly number[];
  /** What cosines are divided by; of matching alone. */
  readonly temperature?: number;
  /** Edges of the prior graph, both directions; 0 without one. */
  readonly priorEdges: number;
}

const WORDS: Record<ScmognnConfig['task'], string> = {
  prediction: 'predicts',
  matching: 'matches',
  joint: 'embeds together',
};

/** What a training run found out; shows itself as text. */
export class ScmognnResult extends RunResult<ScmognnSummary> {
  get warnings(): string[] {
    return [];
  }

  protected lines(): string[] {
    const { config, ending, epochs, cells, modalities, features, targets, layerWeights, temperature } = this.summary;
    const [from, to] = modalities;
    const verb = WORDS[config.task];
    const what = config.task === 'prediction' ? `${verb} ${to} from ${from}` : `${verb} ${from} and ${to}`;
    return [
      `scMoGNN, ${ending} after ${epochs} epochs on ${cells} cells (seed ${config.seed}): ${what} (${features} and ${targets} features).`,
      `Layer weights, the input first: ${layerWeights.map((weight) => weight.toFixed(3)).join(', ')}.`,
      ...(temperature === undefined ? [] : [`Temperature: ${temperature.toPrecision(3)}.`]),
      ...(this.summary.priorEdges > 0 ? [`Prior graph: ${this.summary.priorEdges / 2} pairs of features.`] : []),
      lossLine(this.summary),
    ];
  }
}

/** Writes obsm['X_scmognn'] and uns['scmognn'] of the whole. @param vectors [cells of the data, width]; none for matching */
export function writeResults(
  mdata: MuData,
  vectors: DenseMatrix | undefined,
  summary: ScmognnSummary,
  reports: readonly TrainingReport[],
): void {
  if (vectors) mdata.obsm.set('X_scmognn', vectors);
  const { layerWeights, modalities } = summary;
  mdata.uns.set(
    'scmognn',
    runUns(summary, reports, {
      from: modalities[0],
      to: modalities[1],
      layer_weights: numericArray(Float32Array.from(layerWeights)),
    }),
  );
}
