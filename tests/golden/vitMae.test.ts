import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeImages, readVitMae } from '../../src';
import {
  Parameters,
  Random,
  readSafetensors,
  startEngine,
  type StoredTensor,
  tf,
  writeSafetensors,
} from '../../src/engine';
import { readVitMaeLayout } from '../../src/models/encoders/vitMaeLayout';
import { createImageAutoencoder, decodePatches, encodePatches } from '../../src/models/spatia/imageAutoencoder';
import { maskPatches, patchify } from '../../src/models/spatia/patches';
import { picturedExample } from '../unit/tasks/pictured';

// Made by tests/golden/vitMae.py: a network of random weights in the public layout, and what transformers says of two pictures.
const here = resolve(__dirname, '..', 'fixtures', 'vitMae');
const WEIGHTS = join(here, 'tiny.safetensors');
const answers = readSafetensors(readFileSync(join(here, 'tiny.answers.safetensors'))).tensors;
const floats = (name: string): Float32Array => answers.get(name)!.data as Float32Array;
const [HEADS, DECODER_HEADS, WIDTH, PATCHES] = [3, 2, 24, 9];

/** [2, 3, 12, 12] as [2, 12, 12, 3]. */
function pictures(): tf.Tensor4D {
  return tf.tidy(() => tf.transpose(tf.tensor4d(floats('image'), [2, 3, 12, 12]), [0, 2, 3, 1]));
}

const farthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));

let folder: string;
beforeAll(async () => {
  await startEngine();
  folder = mkdtempSync(join(tmpdir(), 'vit-mae-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('ViT-MAE in its public layout', () => {
  const read = () => readSafetensors(readFileSync(WEIGHTS)).tensors;

  it('says of pictures what transformers says: all tokens, and hidden pixels', async () => {
    const weights = readVitMaeLayout('test', read(), { heads: HEADS, decoderHeads: DECODER_HEADS });
    expect(weights.config).toMatchObject({ size: 12, patch: 4, channels: 3 });
    expect(weights.config.encoder).toEqual({ width: 24, heads: 3, hidden: 40, layers: 2 });
    const p = new Parameters();
    createImageAutoencoder(p, weights.config, new Random(0));
    p.restore(weights.tensors);
    const places = tf.tensor2d(weights.places.slice(WIDTH), [PATCHES, WIDTH]);
    const all = encodePatches(p, weights.config, patchify(pictures(), 4), places);
    expect(farthest(await all.data(), floats('tokens'))).toBeLessThan(
      1e-5 * Math.max(...floats('tokens').map(Math.abs)),
    );

    const drawn = maskPatches(floats('noise'), 2, 0.75);
    const ids = (values: Int32Array): tf.Tensor1D => tf.tensor1d(values, 'int32');
    const shown = encodePatches(p, weights.config, patchify(pictures(), 4), places, ids(drawn.kept));
    const decoder = weights.config.decoder.width;
    const decoderPlaces = tf.tensor2d(weights.decoderPlaces.slice(decoder), [PATCHES, decoder]);
    const pixels = decodePatches(p, weights.config, shown, ids(drawn.restore), decoderPlaces);
    expect([...drawn.mask]).toEqual([...floats('mask')]);
    expect(farthest(await pixels.data(), floats('logits'))).toBeLessThan(
      1e-5 * Math.max(...floats('logits').map(Math.abs)),
    );
    p.dispose();
  });

  it('makes vectors of pictures, under a name that says whose, and of gray ones repeated', async () => {
    const encoder = await readVitMae(WEIGHTS, { heads: HEADS, pool: 'first' });
    expect(encoder).toMatchObject({ side: 12, channels: 3 });
    expect(encoder.name).toMatch(/^tiny\.safetensors \(ViT-MAE, class token, [0-9a-f]{12}\)$/);
    // What it takes is not standardized yet: the answers are of numbers that are.
    const [mean, deviation] = [
      [0.485, 0.456, 0.406],
      [0.229, 0.224, 0.225],
    ];
    const raw = Float32Array.from(pictures().dataSync(), (value, e) => value * deviation[e % 3] + mean[e % 3]);
    const { values, width } = await encoder.embed(raw, 2);
    expect(width).toBe(WIDTH);
    const first = [0, 1].flatMap((i) => [...floats('tokens').subarray(i * 10 * WIDTH, (i * 10 + 1) * WIDTH)]);
    expect(farthest(values, first)).toBeLessThan(1e-4);

    const gray = await readVitMae(WEIGHTS, { heads: HEADS, channels: 1 });
    const colors = await readVitMae(WEIGHTS, { heads: HEADS });
    const one = Float32Array.from({ length: 144 }, (_, p) => (p % 7) / 7);
    const three = Float32Array.from({ length: 432 }, (_, e) => one[Math.floor(e / 3)]);
    expect((await gray.embed(one, 1)).values).toEqual((await colors.embed(three, 1)).values);
    const data = picturedExample();
    const encoded = await encodeImages(data, colors, { key: 'X_vit' });
    expect(encoded.obsm.get('X_vit')).toMatchObject({ rows: 200, columns: WIDTH });
    expect(encoded.uns.get('X_vit_encoder')).toBe(colors.name);
    for (const each of [encoder, gray, colors]) await each.close();
  });

  it('takes an encoder that was saved alone, also by the names of transformers 5', () => {
    const alone = new Map([...read()].flatMap(([name, tensor]) => (name.startsWith('vit.') ? [[name.slice(4), tensor] as const] : []))); // prettier-ignore
    const weights = readVitMaeLayout('test', alone, { heads: HEADS });
    expect(weights.config.decoder.layers).toBe(0);
    expect(weights.tensors.get('layers.1.mlp.fc2.weight')!.shape).toEqual([24, 40]);
    const renamed = new Map([...alone].map(([name, tensor]) => [fresh(name), tensor]));
    expect(renamed.has('layers.1.attention.q_proj.weight')).toBe(true);
    expect(readVitMaeLayout('test', renamed, { heads: HEADS })).toEqual(weights);
  });

  it('refuses other weights in words, and damaged files', async () => {
    const spoiled = (change: (tensors: Map<string, StoredTensor>) => void): string => {
      const tensors = read();
      change(tensors);
      const path = join(folder, 'spoiled.safetensors');
      writeFileSync(path, writeSafetensors(tensors));
      return path;
    };
    const ask = (path: string, options: object = { heads: HEADS }) => expect(readVitMae(path, options)).rejects;
    const mismatch = (text: RegExp): unknown => expect.objectContaining({ kind: 'checkpoint-mismatch', message: expect.stringMatching(text) }); // prettier-ignore
    await ask(spoiled((t) => t.delete('vit.encoder.layer.1.output.dense.bias'))).toThrow(mismatch(/has no "vit.encoder.layer.1.output.dense.bias"/)); // prettier-ignore
    await ask(spoiled((t) => t.set('vit.layernorm.weight', { shape: [23], data: new Float32Array(23) }))).toThrow(mismatch(/"vit.layernorm.weight" is 23, not 24/)); // prettier-ignore
    await ask(spoiled((t) => t.set('vit.embeddings.position_embeddings', { shape: [1, 9, 24], data: new Float32Array(216) }))).toThrow(mismatch(/no square picture/)); // prettier-ignore
    await ask(spoiled((t) => t.clear())).toThrow(mismatch(/has no "embeddings.patch_embeddings/));
    await ask(WEIGHTS, {}).toThrow(expect.objectContaining({ kind: 'invalid-argument', message: expect.stringMatching(/heads do not divide/) })); // prettier-ignore
    const cut = join(folder, 'cut.safetensors');
    copyFileSync(WEIGHTS, cut);
    writeFileSync(cut, readFileSync(WEIGHTS).subarray(0, 9000));
    await ask(cut).toThrow(expect.objectContaining({ kind: 'corrupt' }));
    await ask(join(folder, 'none.safetensors')).toThrow(expect.objectContaining({ kind: 'file-not-found' }));
    await ask(WEIGHTS, { heads: HEADS, channels: 2 }).toThrow(/takes 3 channels, or 1/);
  });
});

/** The names that a model has in the memory of transformers 5. */
function fresh(name: string): string {
  return name
    .replace('encoder.layer.', 'layers.')
    .replace('attention.attention.query', 'attention.q_proj')
    .replace('attention.attention.key', 'attention.k_proj')
    .replace('attention.attention.value', 'attention.v_proj')
    .replace('attention.output.dense', 'attention.o_proj')
    .replace('intermediate.dense', 'mlp.fc1')
    .replace(/(\d)\.output\.dense/, '$1.mlp.fc2');
}
