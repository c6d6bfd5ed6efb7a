import type { ScmognnConfig, DecoupledConfig, ScmognnPredictionConfig } from './config';
import type { ScmognnState } from './state';

/** Settings whose default depends on the task. */
export interface TaskSettings {
  readonly layers: number;
  readonly dropout: number;
  readonly learningRate: number;
  readonly weightDecay: number;
}

const AUTO: Record<ScmognnConfig['task'], TaskSettings> = {
  prediction: { layers: 4, dropout: 0.2, learningRate: 0.01, weightDecay: 1e-4 },
  matching: { layers: 3, dropout: 0.5, learningRate: 0.002, weightDecay: 0.1 },
  joint: { layers: 2, dropout: 0.3, learningRate: 0.002, weightDecay: 1e-4 },
};

/** The settings that a configuration means, those that are 'auto' by its task. */
export function taskSettings(config: ScmognnConfig): TaskSettings {
  const auto = AUTO[config.task];
  const of = (name: keyof TaskSettings): number => (config[name] === 'auto' ? auto[name] : config[name]);
  return { layers: Math.round(of('layers')), dropout: of('dropout'), learningRate: of('learningRate'), weightDecay: of('weightDecay') }; // prettier-ignore
}

/** How the prediction network computes. */
export function predictionConfig(config: ScmognnConfig, prior: boolean): ScmognnPredictionConfig {
  const { width, residual, groups, alpha, activation } = config;
  const { layers } = taskSettings(config);
  return { width, layers, residual, groups, prior, alpha: alpha === 'auto' ? 'learned' : alpha, activation };
}

/** Least width of a joint embedding beside its types (ours). */
const BESIDE = 16;

/** How a decoupled network computes. */
export function decoupledConfig({
  config,
  types,
  phases,
}: Pick<ScmognnState, 'config' | 'types' | 'phases'>): DecoupledConfig {
  const { hidden, embedding } = config;
  const width = config.task === 'joint' ? Math.max(embedding, types.length + phases.length + BESIDE) : embedding;
  return { hidden, width, layers: taskSettings(config).layers };
}

/** The temperature of matching as its network takes it. */
export const temperatureOf = ({ temperature }: ScmognnConfig): number | 'learned' =>
  temperature === 'auto' ? 'learned' : temperature;
