import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { AnnData, categorical, DenseMatrix, Table } from '../../src/data';
import { readSafetensors, tf, writeSafetensors } from '../../src/engine';
import { type Squint, zoo } from '../../src/models';
import { loadModel } from '../../src/models/training/modelFile';
import { squintReader } from '../../src/models/squint/state';
import type { EncoderInput } from '../../src/models/squint/network';
import { neighborhoodMean } from '../../src/models/squint/official/impute';
import {
  officialAdjacency,
  officialCounts,
  officialLatents,
  officialQuantize,
} from '../../src/models/squint/official/network';
import { expectAgrees, type Fixture } from './fixture';
import { officialFixtures } from './officialFixture';

/** Random weights in the authors' layout, converted, and what plain PyTorch computes with them: see squintOfficial.py. */
const { folder: FOLDER, expected, scratch } = officialFixtures('squintOfficial');
const dataOf = (fixture: Fixture, key: string) => fixture.tensors[`in.${key}`].data as ArrayLike<number>;

/** The fixture's cells. */
function cellsOf(fixture: Fixture): AnnData {
  const [cells, genes] = fixture.tensors['in.counts'].shape;
  const counts = new DenseMatrix(cells, genes, Float32Array.from(dataOf(fixture, 'counts')));
  const names = (word: string, n: number): string[] => Array.from({ length: n }, (_, i) => `${word}${i}`);
  const section = Array.from(dataOf(fixture, 'section'), (number) => `s${number}`);
  return new AnnData({
    X: counts,
    obs: new Table(names('cell', cells), [['batch', categorical(section)]]),
    var: new Table(names('gene', genes)),
    obsm: [['spatial', new DenseMatrix(cells, 2, Float64Array.from(dataOf(fixture, 'position')))]],
  });
}

/** Cells that squintOfficial.py masks together. */
const TOGETHER = 12;

describe.each(['full', 'plain', 'widths'])('weights in the layout of the authors, %s', (name) => {
  const fixture = expected(name);
  const path = join(FOLDER, `${name}.safetensors`);
  let model: Squint;

  beforeAll(async () => {
    model = await zoo.load('squint', path);
  });

  it('give the latents, codes, counts and adjacency vectors of a batch', async () => {
    const { parameters, config } = await loadModel(path, squintReader);
    const nodes = Array.from(dataOf(fixture, 'batch.nodes'));
    const rows = (key: string): tf.Tensor2D => {
      const [, width] = fixture.tensors[`in.${key}`].shape;
      const all = dataOf(fixture, key);
      return tf.tensor2d(
        nodes.flatMap((cell) => Array.from({ length: width }, (_, at) => all[cell * width + at])),
        [nodes.length, width],
      );
    };
    const [src, dst] = ['batch.src', 'batch.dst'].map((key) => Array.from(dataOf(fixture, key)));
    const kept = src.map((_, e) => e).filter((e) => src[e] !== dst[e]);
    const [from, to] = [src, dst].map((list) => kept.map((e) => list[e]));
    const seeds = new Set(dst);
    const input: EncoderInput = {
      x: rows('counts'),
      masked: tf.tensor2d(Array.from(dataOf(fixture, 'batch.masked')), [nodes.length, 1]),
      noise: tf.zeros([1, 1]),
      covariates: rows('conditions'),
      src: tf.tensor1d(from, 'int32'),
      dst: tf.tensor1d(to, 'int32'),
      counts: tf.ones([nodes.length]),
    };
    const hearing = tf.tensor2d(
      nodes.map((_, at) => Number(seeds.has(at))),
      [nodes.length, 1],
    );
    const latents = officialLatents(parameters, config, input, hearing, false);
    const { z, tokens } = officialQuantize(parameters, config, latents);
    const depth = tf.sum(input.x, 1, true) as tf.Tensor2D;
    const counts = officialCounts(parameters, config, z, input.covariates, depth);
    expectAgrees(fixture, 'out.batch.latent', latents.dataSync(), 1e-5);
    expectAgrees(fixture, 'out.batch.tokens', tf.transpose(tokens).dataSync(), 0);
    expectAgrees(fixture, 'out.batch.z', z.dataSync(), 1e-5);
    expectAgrees(fixture, 'out.batch.counts', counts.dataSync(), 1e-5);
    expectAgrees(fixture, 'out.batch.mean', neighborhoodMean(counts, to, from, seeds.size).dataSync(), 1e-5);
    expectAgrees(fixture, 'out.batch.adjacency', officialAdjacency(parameters, z).dataSync(), 1e-5);
    parameters.dispose();
  });

  it('give tokens and vectors of a tissue', async () => {
    const adata = cellsOf(fixture);
    expectAgrees(fixture, 'out.latents', (await model.embed(adata)).values, 1e-5);
    expectAgrees(fixture, 'out.tokens', (await model.tokenize(adata)).codes, 0);
  });

  it("give what the authors' predict gives, when cells are masked together in the order of the data", async () => {
    const adata = cellsOf(fixture);
    const options = { together: TOGETHER };
    if (name === 'plain') {
      await expect(model.tokenize(adata, options)).rejects.toThrow(/hides no cell from itself/);
      return;
    }
    expectAgrees(fixture, 'out.together.latents', (await model.embed(adata, options)).values, 1e-5);
    const { codes } = await model.tokenize(adata, options);
    expectAgrees(fixture, 'out.together.tokens', codes, 0);
    expect([...codes]).not.toEqual([...(await model.tokenize(adata)).codes]);
  });

  it('impute cells without looking at them, where they have a mask token', async () => {
    const asked = Array.from(dataOf(fixture, 'asked'));
    if (name === 'plain') {
      await expect(model.impute(cellsOf(fixture), asked)).rejects.toThrow(/no mask token/);
      return;
    }
    const { values } = await model.impute(cellsOf(fixture), asked);
    expectAgrees(fixture, 'out.imputed', values, 1e-5);
    const changed = cellsOf(fixture);
    for (const cell of asked) (changed.matrix() as DenseMatrix).row(cell).fill(70);
    expect([...(await model.impute(changed, asked)).values]).toEqual([...values]);
  });

  it('can be saved and loaded again, but not trained on', async () => {
    const again = join(scratch(), `${name}.safetensors`);
    await model.save(again);
    const loaded = await zoo.load('squint', again);
    const adata = cellsOf(fixture);
    expect([...(await loaded.tokenize(adata)).codes]).toEqual([...(await model.tokenize(adata)).codes]);
    expect(() => loaded.fit(adata)).toThrow(/read here, not trained/);
  });

  it('are refused with a list when some are missing, too many, or of another shape', async () => {
    const { tensors, metadata } = readSafetensors(readFileSync(path));
    const lins = 'network.encoder.mlp_module.lins';
    tensors.set('network.encoder.other', tensors.get(`${lins}.1.bias`)!);
    tensors.delete(`${lins}.1.bias`);
    const weight = tensors.get(`${lins}.0.weight`)!;
    tensors.set(`${lins}.0.weight`, { shape: [...weight.shape].reverse(), data: weight.data });
    const wrong = join(scratch(), 'wrong.safetensors');
    await writeFile(wrong, writeSafetensors(tensors, metadata));
    await expect(zoo.load('squint', wrong)).rejects.toMatchObject({
      kind: 'checkpoint-mismatch',
      found: {
        missing: [`${lins}.1.bias`],
        unexpected: ['network.encoder.other'],
        misshaped: [`${lins}.0.weight`],
      },
    });
  });
});

it('widths of decoders are those of the card, and the defaults of the authors where it says none', async () => {
  const load = async (name: string, change: (card: Record<string, unknown>) => void): Promise<Squint> => {
    const { tensors, metadata } = readSafetensors(readFileSync(join(FOLDER, `${name}.safetensors`)));
    const card = JSON.parse(metadata.card!) as Record<string, unknown>;
    change(card);
    const path = join(scratch(), 'card.safetensors');
    await writeFile(path, writeSafetensors(tensors, { ...metadata, card: JSON.stringify(card) }));
    return zoo.load('squint', path);
  };
  expect((await load('full', (card) => delete card.decoder)).trained).toBe(true);
  await expect(load('widths', (card) => delete card.decoder)).rejects.toMatchObject({
    kind: expect.stringMatching(/corrupt|checkpoint-mismatch/) as string,
  });
  for (const attributes of [[], [6, 14, 5, 13], [6, 1e9, 5, 12], Array<number>(17).fill(12), 'wide']) {
    const wrong = load('widths', (card) => (card.decoder = { attributes, adjacency: [9, 7, 128] }));
    await expect(wrong).rejects.toMatchObject({ kind: 'corrupt' });
  }
});

it('the preset has the sizes of the authors and says that it is not trained here', () => {
  const model = zoo.create('squint', { preset: 'official' });
  expect(model.config).toMatchObject({
    layout: 'official',
    hidden: 400,
    dim: 256,
    heads: 10,
    codes: 5000,
    neighbors: 8,
  });
  expect(() => model.fit(cellsOf(expected('full')))).toThrow(/tissuebook convert/);
});
