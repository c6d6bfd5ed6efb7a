import { beforeAll, describe, expect, it } from 'vitest';
import { Parameters, Random, sparseFromCsr, startEngine, tf } from '../../../../src/engine';
import {
  OFFICIAL_CONFIG,
  OFFICIAL_SIZES,
  UNUSED_PLACES,
  type OfficialCellplmConfig,
} from '../../../../src/models/cellplm/official/config';
import { officialDecode } from '../../../../src/models/cellplm/official/decoder';
import { officialEncode } from '../../../../src/models/cellplm/official/encoder';
import { officialLatent } from '../../../../src/models/cellplm/official/latent';
import { createOfficialCellplm } from '../../../../src/models/cellplm/official/network';
import { officialCellplmObjective } from '../../../../src/models/cellplm/official/objective';

beforeAll(async () => {
  await startEngine();
});

describe("the authors' network at its published size", () => {
  it.each([
    ['gmvae', 82_402_543],
    ['vae', 82_360_031],
  ] as const)('holds as many numbers with the latent %s as the release: %i', (latentKind, published) => {
    const shapes = Parameters.dryRun();
    createOfficialCellplm(shapes, { ...OFFICIAL_CONFIG, latentKind }, OFFICIAL_SIZES, new Random(0));
    expect(shapes.count() + UNUSED_PLACES * OFFICIAL_CONFIG.width).toBe(published);
    expect(shapes.shapeOf('encoder.layers.3.self_attn.out_projection.weight')).toEqual([1024, 1024]);
    expect(shapes.shapeOf('decoder.covariate_layers.0.batch.0.weight')).toEqual([12_596, 1024]);
  });
});

const CONFIG: OfficialCellplmConfig = {
  width: 16,
  heads: 2,
  layers: 2,
  latentKind: 'gmvae',
  latent: 6,
  clusters: 3,
  decoderWidth: 12,
  decoderLayers: 2,
};
const SIZES = { genes: 9, batches: 4, datasets: 2 };
const OBJECTIVE = { latentWeight: 5, clusterWeight: 5, floor: 0.1, denoise: true };
const CELLS = 7;

function network(latentKind: OfficialCellplmConfig['latentKind']) {
  const config = { ...CONFIG, latentKind };
  const p = new Parameters();
  createOfficialCellplm(p, config, SIZES, new Random(3));
  return { p, config };
}

const random = new Random(5);
const countsOf = (): Float32Array =>
  Float32Array.from({ length: CELLS * SIZES.genes }, () => Math.floor(random.uniform(0, 4)));
const counts = countsOf();
const encoded = (p: Parameters, config: OfficialCellplmConfig, values: Float32Array, real?: tf.Tensor1D): tf.Tensor2D =>
  officialEncode(p, config, tf.log1p(tf.tensor2d(values, [values.length / SIZES.genes, SIZES.genes])), real);

function near(got: tf.Tensor, want: tf.Tensor, tolerance = 1e-5): void {
  const gap = tf.max(tf.abs(tf.sub(got, want))).dataSync()[0]!;
  expect(gap).toBeLessThan(tolerance * Math.max(1, tf.max(tf.abs(want)).dataSync()[0]!));
}

describe("the authors' network", () => {
  it('gives the same embeddings from stored entries as from a dense matrix', () => {
    const { p, config } = network('ae');
    const stored = [...counts.keys()].filter((at) => counts[at]! > 0);
    const indptr = Array.from({ length: CELLS + 1 }, (_, i) => stored.filter((at) => at < i * SIZES.genes).length);
    const columns = stored.map((at) => at % SIZES.genes);
    const values = stored.map((at) => Math.log1p(counts[at]!));
    const sparse = sparseFromCsr([CELLS, SIZES.genes], indptr, columns, values);
    near(officialEncode(p, config, sparse), encoded(p, config, counts));
  });

  it('moves the embeddings with the cells, and heeds no padding', () => {
    const { p, config } = network('ae');
    const rows = Array.from({ length: CELLS }, (_, i) => counts.slice(i * SIZES.genes, (i + 1) * SIZES.genes));
    const reversed = encoded(p, config, Float32Array.from([...rows].reverse().flatMap((row) => [...row])));
    near(tf.reverse(reversed, 0), encoded(p, config, counts));
    const more = Float32Array.from([...counts, ...countsOf()]);
    const real = tf.tensor1d([...Array<number>(CELLS).fill(1), ...Array<number>(CELLS).fill(0)]);
    near(tf.slice(encoded(p, config, more, real), 0, CELLS), encoded(p, config, counts));
  });

  it('takes the likeliest cluster unless it is given draws', () => {
    const { p, config } = network('gmvae');
    const h = encoded(p, config, counts);
    const sure = officialLatent(p, config, h);
    near(officialLatent(p, config, h, { gumbel: tf.zeros([CELLS, CONFIG.clusters]) }, true).z, sure.z, 1e-6);
    const other = officialLatent(
      p,
      config,
      h,
      { gumbel: tf.tensor2d([[1e6, 0, 0]]).tile([CELLS, 1]) as tf.Tensor2D },
      true,
    );
    expect(tf.max(tf.abs(tf.sub(other.z, sure.z))).dataSync()[0]).toBeGreaterThan(0);
  });

  it('sums the whole table where a covariate is unknown', () => {
    const { p, config } = network('ae');
    const z = tf.randomNormal([CELLS, CONFIG.latent], 0, 1, 'float32', 4) as tf.Tensor2D;
    const unknown = officialDecode(p, config, z).mean;
    for (const name of ['batch', 'dataset']) {
      const table = p.get(`decoder.covariate_layers.0.${name}.0.weight`);
      const sum = tf.sum(table as tf.Tensor, 0, true);
      p.set(
        `decoder.covariate_layers.0.${name}.0.weight`,
        tf.concat([sum, tf.zeros([table.shape[0] - 1, table.shape[1]!])]).dataSync(),
      );
    }
    const first = tf.zeros([CELLS], 'int32') as tf.Tensor1D;
    near(officialDecode(p, config, z, { batch: first, dataset: first }).mean, unknown);
  });

  it.each(['gmvae', 'vae', 'ae'] as const)(
    'scores cells with hidden entries only, whatever the padding (%s)',
    (kind) => {
      const { p, config } = network(kind);
      const hidden = Float32Array.from(counts, (_, at) => Number(at < 3 * SIZES.genes && at % 3 === 0));
      const noise = new Random(8).fillNormal(CELLS * CONFIG.latent);
      const gumbel = new Random(9).fillNormal(CELLS * CONFIG.clusters);
      const loss = (padding: number): number => {
        const grown = (values: ArrayLike<number>, width: number, fill: number): tf.Tensor2D =>
          tf.tensor2d(
            [...Array.from(values), ...Array<number>(padding * width).fill(fill)],
            [CELLS + padding, width],
            'float32',
          );
        const batch = {
          counts: grown(counts, SIZES.genes, 2),
          hidden: grown(hidden, SIZES.genes, 0),
          noise: grown(noise, CONFIG.latent, 3),
          gumbel: grown(gumbel, CONFIG.clusters, 3),
          real: tf.tensor1d([...Array<number>(CELLS).fill(1), ...Array<number>(padding).fill(0)]),
        };
        return officialCellplmObjective(p, config, OBJECTIVE, batch).loss.dataSync()[0]!;
      };
      expect(loss(4) / loss(0)).toBeCloseTo(1, 5);
      expect(Number.isFinite(loss(0))).toBe(true);
    },
  );
});
