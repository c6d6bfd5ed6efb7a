import type { Model } from '../../src';

/** The same model, whose trainings leave some parameters as they start: `freezing(model, ['gnn.w'])`. */
export function freezing(model: Model, freeze: readonly string[]): Model {
  return {
    card: model.card,
    config: model.config,
    get trained() {
      return model.trained;
    },
    can: model.can,
    fit: (data, options) => model.fit(data, { ...options, freeze }),
    summary: (data, options) => model.summary(data, options),
    save: (path) => model.save(path),
    fresh: (changes, purpose) => freezing(model.fresh(changes, purpose), freeze),
  };
}
