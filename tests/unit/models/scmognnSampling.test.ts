import { beforeAll, describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, MuData, SparseMatrix, Table } from '../../../src/data';
import { Parameters, Random, startEngine, tf } from '../../../src/engine';
import { drawFeatures, featuresOfStep } from '../../../src/models/scmognn/drawnFeatures';
import { convolve, convolveInParts, createPrediction } from '../../../src/models/scmognn/prediction';
import { onDevice } from '../../../src/models/scmognn/sparseInputs';
import { names } from '../../madeTissue';
import { simulatedPairs, tinyScmognn } from './pairsExample';

beforeAll(async () => {
  // Steps this small take longer to compile than to run.
  await startEngine({ provider: 'cpu' });
}, 60_000);

describe('features that a step draws', () => {
  const degrees = Float64Array.from({ length: 50 }, (_, j) => (j < 5 ? 0 : j));

  it('come in the number asked for, each once, those without an edge last', () => {
    for (const count of [1, 7, 44, 45, 48, 50]) {
      const { places, chances } = drawFeatures(degrees, count, new Random(count));
      expect(places).toHaveLength(count);
      expect(new Set(places).size).toBe(count);
      expect([...places]).toEqual([...places].sort((a, b) => a - b));
      expect(chances.every((chance) => chance > 0 && chance <= 1)).toBe(true);
      if (count <= 40) expect(places.every((j) => degrees[j]! > 0)).toBe(true);
    }
  });

  it('stand for all of them in the mean: a sum over them, each divided by its chance, is that over all', () => {
    const value = degrees.map((degree, j) => degree * (1 + Math.sin(j)));
    const all = value.reduce((sum, each) => sum + each, 0);
    let mean = 0;
    const seen = new Float64Array(50);
    for (let seed = 0; seed < 4000; seed++) {
      const { places, chances } = drawFeatures(degrees, 20, new Random(seed));
      places.forEach((j, at) => {
        mean += value[j]! / chances[at]! / 4000;
        seen[j]! += 1 / 4000;
      });
    }
    expect(Math.abs(mean / all - 1)).toBeLessThan(0.01);
    // 20 of them with a chance in proportion to the degree, none of which reaches 1.
    const total = degrees.reduce((sum, degree) => sum + degree, 0);
    for (const j of [10, 30, 49]) expect(Math.abs(seen[j]! - (20 * degrees[j]!) / total)).toBeLessThan(0.04);
  });

  it('are all of up to 20,000, and 70 % of more, unless the configuration says how many', () => {
    expect(featuresOfStep({ featuresPerStep: 'auto' }, 13_953)).toBe(13_953);
    expect(featuresOfStep({ featuresPerStep: 'auto' }, 116_490)).toBe(81_543);
    expect(featuresOfStep({ featuresPerStep: 5000 }, 116_490)).toBe(5000);
    expect(featuresOfStep({ featuresPerStep: 5000 }, 30)).toBe(30);
  });
});

describe('a graph of many cells', () => {
  it('gives the same in parts as at once', () => {
    const random = new Random(1);
    const x = SparseMatrix.fromDense(new DenseMatrix(23, 9, random.fillNormal(23 * 9).map((v) => Math.max(0, v)))); // prettier-ignore
    const half = new DenseMatrix(9, 9, random.fillNormal(81).map((v) => Math.max(0, v - 0.5))); // prettier-ignore
    for (const residual of ['initial', 'previous'] as const) {
      const config = { width: 4, layers: 3, residual, groups: 2, prior: true, alpha: 'learned' } as const;
      const p = new Parameters();
      createPrediction(p, config, { features: 9, targets: 2 }, new Random(3));
      tf.tidy(() => {
        const prior = onDevice(SparseMatrix.fromDense(half));
        const whole = convolve(p, config, { edges: onDevice(x), prior });
        const parts = convolveInParts(p, config, x, prior, 5);
        const apart = (a: tf.Tensor, b: tf.Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!;
        expect(apart(whole.cells, parts.cells)).toBeLessThan(1e-5);
        whole.features.forEach((state, l) => expect(apart(state, parts.features[l]!)).toBeLessThan(1e-5));
      });
    }
  });
});

describe('RNA and chromatin', () => {
  /** Cells of three kinds: each has its genes, and its open peaks, of many that are hardly ever open. */
  function multiome(cells: number, peaks: number): MuData {
    const random = new Random(4);
    const open = Float32Array.from({ length: cells * peaks }, (_, at) => {
      const [cell, peak] = [Math.floor(at / peaks), at % peaks];
      return Number(random.uniform() < (peak % 3 === cell % 3 ? 0.4 : 0.02));
    });
    const rna = Float32Array.from({ length: cells * 9 }, (_, at) => Number(at % 9 % 3 === Math.floor(at / 9) % 3) + random.normal(0, 0.2)); // prettier-ignore
    const obs = new Table(names('cell', cells));
    const table = (x: DenseMatrix, name: string, sparse: boolean): AnnData =>
      new AnnData({ X: sparse ? SparseMatrix.fromDense(x) : x, obs, var: new Table(names(name, x.columns)) });
    return new MuData({
      mod: {
        atac: table(new DenseMatrix(cells, peaks, open), 'peak', true),
        rna: table(new DenseMatrix(cells, 9, rna), 'gene', false),
      },
    });
  }

  const error = (predicted: DenseMatrix, truth: DenseMatrix, rows: number[]): [number, number] => {
    const means = Array.from({ length: truth.columns }, (_, j) => rows.reduce((s, i) => s + truth.get(i, j), 0) / rows.length); // prettier-ignore
    let [own, plain] = [0, 0];
    for (const i of rows) {
      for (let j = 0; j < truth.columns; j++) {
        own += (predicted.get(i, j) - truth.get(i, j)) ** 2;
        plain += (means[j]! - truth.get(i, j)) ** 2;
      }
    }
    return [own, plain];
  };

  it('are predicted from each other through drawn features, better than by means, in cells that were held out', async () => {
    const mdata = multiome(90, 120);
    const heldOut = Array.from({ length: 30 }, (_, at) => at);
    const options = { heldOut, epochs: 60, write: false, progress: false } as const;
    const asked = mdata.subset({ obs: heldOut });
    for (const [from, to, settings] of [
      ['atac', 'rna', { featuresPerStep: 60 }],
      ['rna', 'atac', { targetsPerStep: 40 }],
    ] as const) {
      const model = tinyScmognn({ from, to, layers: 2, validationShare: 0, ...settings });
      await model.fit(mdata, options);
      const { values } = await model.predictModality(asked);
      const truth = asked.mod.get(to)!.matrix().toDense();
      const [own, plain] = error(values, truth, heldOut);
      expect(own, `${to} from ${from}`).toBeLessThan((from === 'atac' ? 0.5 : 0.95) * plain);
    }
  }, 120_000);

  it('draw the same features again for the same seed, and others with another', async () => {
    const answers = [];
    for (const seed of [3, 3, 4]) {
      const model = tinyScmognn({ layers: 2, width: 8, featuresPerStep: 12, seed });
      await model.fit(simulatedPairs(), { epochs: 3, write: false, progress: false });
      answers.push((await model.predictModality(simulatedPairs())).values.values);
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).not.toEqual(answers[0]);
  }, 120_000);

  it('with a prior graph keep its edges among the drawn features', async () => {
    const data = simulatedPairs();
    const rna = data.mod.get('rna')!;
    const n = rna.nVars;
    const ring = Float32Array.from({ length: n * n }, (_, at) => Number(Math.abs(Math.floor(at / n) - (at % n)) === 1));
    rna.varp.set('ring', SparseMatrix.fromDense(new DenseMatrix(n, n, ring)));
    const model = tinyScmognn({ layers: 2, width: 8, prior: 'ring', featuresPerStep: 12 });
    await model.fit(data, { epochs: 2, write: false, progress: false });
    expect((await model.predictModality(data)).values.values.every(Number.isFinite)).toBe(true);
  }, 120_000);
});
