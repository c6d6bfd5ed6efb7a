import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { valuesOf } from '../../../src/data';
import { Parameters, Random, readSafetensors, startEngine, tf } from '../../../src/engine';
import type { TissuebookError } from '../../../src/errors';
import { type Spatia, type SpatiaOptions, zoo } from '../../../src/models';
import { createCropAutoencoder, decodeCrops, encodeCrops } from '../../../src/models/spatia/pictures/cropAutoencoder';
import { doubled } from '../../../src/models/spatia/pictures/doubled';
import { createUnet, unet } from '../../../src/models/spatia/pictures/unet';
import { apart } from './cifmExample';
import { drawnTissue, LATENT } from './spatiaExample';

let folder: string;

beforeAll(async () => {
  await startEngine();
  folder = await mkdtemp(join(tmpdir(), 'spatia-pictures-'));
}, 60_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const make = (changes: SpatiaOptions): Spatia => zoo.create('spatia', { ...LATENT, ...changes });
const QUIET = { write: false, progress: false };

const kindOf = async (run: () => unknown): Promise<string> => {
  try {
    await run();
  } catch (error) {
    return (error as TissuebookError).kind;
  }
  return 'nothing';
};

const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

/** A weight of the autoencoder. */
async function weightOf(model: Spatia): Promise<Float32Array> {
  const path = join(folder, 'weights.safetensors');
  await model.save(path);
  const { tensors } = readSafetensors(await readFile(path));
  return tensors.get('network.autoencoder.latent.weight')!.data as Float32Array;
}

/** The mean logarithm of the area that pictures show, of cells of a state. */
function areaOf(generated: Awaited<ReturnType<Spatia['generate']>>, rows: ArrayLike<number>): number {
  const column = generated.features.indexOf('area');
  return mean(Array.from(rows, (i) => Math.log(generated.values.get(i, column))));
}

describe('the networks of pictures that flow', () => {
  it('double pictures pixel by pixel, as nearest up-sampling does', () => {
    const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2]);
    expect(doubled(x).arraySync()).toEqual(tf.image.resizeNearestNeighbor(x, [4, 4]).arraySync());
  });

  it('move nothing before they have learned, and give pictures of the same size', () => {
    const p = new Parameters();
    createUnet(p, { side: 8, channels: 2, width: 8, multiples: [1, 2, 2] }, 5, new Random(1));
    const out = unet(p, { multiples: [1, 2, 2] }, tf.randomNormal([3, 8, 8, 2]) as tf.Tensor4D, tf.randomNormal([3, 5]) as tf.Tensor2D); // prettier-ignore
    expect(out.shape).toEqual([3, 8, 8, 2]);
    expect(Math.max(...out.dataSync().map(Math.abs))).toBe(0);
  });

  it('make latents an eighth as wide and bring them back', () => {
    const p = new Parameters();
    createCropAutoencoder(p, { channels: 3, width: 8, latent: 4 }, new Random(1));
    const latents = encodeCrops(p, tf.zeros([2, 16, 16, 3]));
    expect(latents.shape).toEqual([2, 2, 2, 4]);
    expect(decodeCrops(p, latents).shape).toEqual([2, 16, 16, 3]);
  });
});

describe('pictures carried by SPATIA as latents', { timeout: 200_000 }, () => {
  const data = drawnTissue();
  const model = make({});
  let stages: number[];
  let notices: readonly string[];
  let frozen: Float32Array;

  beforeAll(async () => {
    const alone = make({ flowEpochs: 1 });
    const run = model.fit(data, QUIET);
    notices = (await run).notices;
    stages = run.reports.map(({ epoch }) => epoch);
    await alone.fit(data, QUIET);
    frozen = await weightOf(alone);
  }, 200_000);

  it('go through an autoencoder that is learned first, then frozen, and it is said what it loses', async () => {
    expect(Math.max(...stages)).toBe(60);
    expect(notices.join()).toMatch(/autoencoder gives pictures of 16 x 16 pixels back at 1\d\.\d dB|2\d\.\d dB/);
    const after = await weightOf(model);
    expect(apart(after, frozen)).toBe(0);
  });

  it('come nearer to the target in what they show, and stay pictures', async () => {
    const states = valuesOf(data.cells.obs.get('state'));
    const of = (state: string) => Int32Array.from(states.keys()).filter((i) => states[i] === state);
    const still = await make({ space: 'pixels', flowEpochs: 1, flowRate: 1e-8 });
    await still.fit(data, QUIET);
    const [carried, asIs] = [await model.generate(data), await still.generate(data)];
    expect(carried.images).toMatchObject({ side: 16, channels: 1 });
    expect(carried.images!.values.every((value) => value >= 0 && value <= 1)).toBe(true);
    const [from, to] = [areaOf(asIs, of('early')), areaOf(asIs, of('late'))];
    expect(to - from).toBeGreaterThan(0.3);
    expect(Math.abs(areaOf(carried, of('early')) - to)).toBeLessThan(0.6 * (to - from));
  });

  it('are the same from a file', async () => {
    const path = join(folder, 'latent.safetensors');
    await model.save(path);
    const loaded = await zoo.load('spatia', path);
    const [a, b] = [await model.generate(data), await loaded.generate(data)];
    expect(apart(b.images!.values, a.images!.values)).toBeLessThan(1e-6);
    expect(loaded.config.space).toBe('latent');
  });

  it('go on after their process was killed in the stage of the flow, and end as if nothing had happened', async () => {
    const checkpoint = join(folder, 'killed.safetensors');
    const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'spatiaChild.ts'), checkpoint], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let last = 0;
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (text: Buffer) => {
        last = Math.max(last, ...String(text).split('\n').map(Number));
        if (last > LATENT.autoencoderEpochs! + 2 && existsSync(checkpoint)) child.kill('SIGKILL');
      });
      child.on('close', () => resolve());
    });
    expect(last).toBeLessThan(60);
    const rest = make({});
    const run = rest.fit(data, { ...QUIET, checkpoint });
    await run;
    expect(run.reports[0].epoch).toBeGreaterThan(LATENT.autoencoderEpochs!);
    const [want, found] = [await model.generate(data), await rest.generate(data)];
    expect(apart(found.images!.values, want.images!.values)).toBeLessThan(1e-3);
    expect(existsSync(checkpoint)).toBe(false);
  });

  it('need a picture, and sizes that can be halved', async () => {
    expect(await kindOf(() => model.generate(data.cells))).toBe('invalid-argument');
    expect(await kindOf(() => make({}).fit(data.cells, QUIET))).toBe('invalid-argument');
    expect(await kindOf(() => make({ imageSize: 24 }))).toBe('invalid-argument');
    expect(await kindOf(() => make({ space: 'pixels', imageSize: 18, patch: 2 }))).toBe('invalid-argument');
    expect(await kindOf(() => make({ space: 'pixels', unetWidth: 12 }))).toBe('invalid-argument');
    expect(await kindOf(() => make({ guidance: 0.2 }))).toBe('invalid-argument');
  });
});

describe('pictures carried by SPATIA as pixels', { timeout: 200_000 }, () => {
  it("learn with all that the authors' code does, and guidance changes what is drawn", async () => {
    const data = drawnTissue(160);
    const settings: SpatiaOptions = { space: 'pixels', flowEpochs: 4, noise: 0.2, dropCondition: 0.1, guidance: 0.2, weighPairs: true, partners: 'best', hinge: 0.1, solver: 'midpoint' }; // prettier-ignore
    const model = make(settings);
    const run = model.fit(data, QUIET);
    await run;
    expect(run.reports.every(({ losses }) => Object.values(losses).every(Number.isFinite))).toBe(true);
    const path = join(folder, 'pixels.safetensors');
    await model.save(path);
    const plain = await zoo.load('spatia', path);
    const guided = (await model.generate(data)).images!.values;
    expect(apart((await plain.generate(data)).images!.values, guided)).toBeLessThan(1e-6);
    const unguided = make({ ...settings, guidance: 0 });
    await unguided.fit(data, { ...QUIET, from: model, epochs: 1, freeze: ['*'] });
    expect(apart((await unguided.generate(data)).images!.values, guided)).toBeGreaterThan(1e-4);
  });
});
