import type { AnnData } from '../../data';
import { toCells } from '../../models';
import { tileSplit } from '../../prepare';
import { imputePatch } from '../imputation/imputePatch';
import { inferExpression } from '../infer-expression/inferExpression';
import { frameOf } from '../shared/modelChecks';
import { trainAndTest } from '../shared/trainAndTest';
import { type Benchmark, fresh, higher, lower, roundOptions, train } from './benchmark';

export const impute: Benchmark = {
  metrics: [higher('gene r'), higher('cell r'), lower('MMD'), lower('energy')],
  needs: 'fill a gap',
  can: ['fillCells', 'predictCells'],
  round: async (model, data, seed, options) => {
    const { scores, notices } = await imputePatch(
      fresh(model, seed),
      toCells('compare', data),
      roundOptions(model, seed, options),
    );
    return scores.map((s) => ({
      method: s.method,
      notices,
      values: { 'gene r': s.genePearson, 'cell r': s.cellPearson, MMD: s.discrepancy, energy: s.energy },
    }));
  },
};

export const infer: Benchmark = {
  metrics: [higher('gene Spearman'), higher('Spearman'), lower('balanced MSE'), lower('MSE')],
  needs: 'infer cells from those around them',
  can: ['predictCells'],
  round: async (model, data, seed, options) => {
    const adata = toCells('compare', data);
    const { train: rest, test } = tiles(adata, seed, frameOf(model).sectionColumn);
    const trial = fresh(model, seed);
    await train(trial, adata, test, options);
    const reference = adata.subset({ obs: rest });
    const { scores, notices } = await inferExpression(trial, adata, { cells: [...test], reference, seed });
    return scores.map((s) => ({
      method: s.method,
      notices,
      values: { 'gene Spearman': s.geneSpearman, Spearman: s.spearman, 'balanced MSE': s.bmse, MSE: s.mse },
    }));
  },
};

/** Square tiles of tissue, a quarter of the cells for judging. */
function tiles(adata: AnnData, seed: number, sections: string): { train: Int32Array; test: Int32Array } {
  const key = 'compare part';
  const split = tileSplit(adata, { validation: 0, test: 0.25, key, seed, ...(sections !== '' && { sections }) });
  return trainAndTest(split, key);
}
