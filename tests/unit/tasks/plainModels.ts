import { type AnnData, DenseMatrix, valuesOf } from '../../../src/data';
import { train } from '../../../src/engine';
import type { Capabilities, FitOptions, Model } from '../../../src/models';

/** A model of one's own: what it learns from data, and what it can then be asked. */
export function plainModel<L>(
  id: string,
  learn: (adata: AnnData, options: FitOptions) => L,
  can: (learned: () => L) => Capabilities,
): Model {
  let learned: L | undefined;
  return {
    card: { id, name: id },
    config: {},
    get trained() {
      return learned !== undefined;
    },
    fit: (data, options = {}) =>
      train({
        title: id,
        epochs: 1,
        stepsPerEpoch: 1,
        step: () => ({ loss: 0 }),
        finish: () => {
          learned = learn(data as AnnData, options);
          return { notices: [`taught by ${id}`] };
        },
      }),
    summary: () => Promise.reject(new Error('nothing is trained')),
    save: () => Promise.reject(new Error('nothing to save')),
    fresh: () => plainModel(id, learn, can),
    can: can(() => learned!),
  };
}

/** A model that has nothing to learn: what it is shown to train on, what that run says, and what it can be asked. */
export function readyModel(
  id: string,
  parts: {
    readonly can: Capabilities;
    readonly fresh: Model['fresh'];
    readonly config?: object;
    readonly see?: (data: Parameters<Model['fit']>[0], options: FitOptions) => void;
    readonly notices?: readonly string[];
  },
): Model {
  const { can, fresh, config = {}, see, notices = [] } = parts;
  return {
    card: { id, name: id },
    config: config as Model['config'],
    trained: true,
    fit: (data, options = {}) => {
      see?.(data, options);
      return train({
        title: id,
        epochs: 1,
        stepsPerEpoch: 1,
        step: () => ({ loss: 0 }),
        finish: () => ({ notices: [...notices] }),
      });
    },
    summary: () => Promise.reject(new Error('nothing is trained')),
    save: () => Promise.reject(new Error('nothing to save')),
    fresh,
    can,
  };
}

/** Classes by the nearest of their means, which it learns from the cells that have a label. */
export function centroids(see: (labels: (string | null)[]) => void = () => undefined): Model {
  type Mean = { label: string; mean: number[] };
  const learn = (adata: AnnData, { labels }: FitOptions): Mean[] => {
    const names = valuesOf(adata.column(labels!)).map((label) => (label === null ? null : String(label)));
    see(names);
    const x = adata.matrix().toDense();
    return [...new Set(names)]
      .filter((label) => label !== null)
      .map((label) => {
        const rows = [...names.keys()].filter((cell) => names[cell] === label).map((cell) => x.row(cell));
        return { label, mean: Array.from({ length: x.columns }, (_, j) => meanOf(rows.map((row) => row[j]!))) };
      });
  };
  return plainModel('centroids', learn, (learned) => ({
    classify: async (data) => {
      const x = (data as AnnData).matrix().toDense();
      const means = learned();
      const shares = Array.from({ length: x.rows }, (_, i) => {
        const near = means.map(({ mean }) => Math.exp(-Math.hypot(...mean.map((value, j) => value - x.row(i)[j]!))));
        const all = near.reduce((a, b) => a + b, 0);
        return near.map((value) => value / all);
      });
      return { classes: means.map(({ label }) => label), probabilities: DenseMatrix.fromRows(shares) };
    },
  }));
}

export const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
