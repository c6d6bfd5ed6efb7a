import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DenseMatrix, valuesOf } from '../../../src/data';
import { Parameters, Random, readSafetensors, startEngine, tf, writeSafetensors } from '../../../src/engine';
import type { TissuebookError } from '../../../src/errors';
import { type Spatia, type SpatiaOptions, zoo } from '../../../src/models';
import { createCropAutoencoder, decodeCrops, encodeCrops } from '../../../src/models/spatia/pictures/cropAutoencoder';
import { doubled } from '../../../src/models/spatia/pictures/doubled';
import { createUnet, unet } from '../../../src/models/spatia/pictures/unet';
import { shapesOfPictures } from '../../../src/prepare';
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

const tensorsOf = async (path: string) => readSafetensors(await readFile(path)).tensors;

const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

/** The mean logarithm of the area that pictures show, of cells of a state. */
function areaOf(shown: { features: readonly string[]; values: DenseMatrix }, rows: ArrayLike<number>): number {
  const column = shown.features.indexOf('area');
  return mean(Array.from(rows, (i) => Math.log(shown.values.get(i, column))));
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
  let epochs: number[];
  let notices: readonly string[];

  beforeAll(async () => {
    const run = model.fit(data, QUIET);
    notices = (await run).notices;
    epochs = run.reports.map(({ epoch }) => epoch);
  }, 200_000);

  it('go through an autoencoder that is learned first, and it is said what it loses', () => {
    expect(Math.max(...epochs)).toBe(LATENT.autoencoderEpochs! + LATENT.flowEpochs!);
    expect(notices.join()).toMatch(/autoencoder gives pictures of 16 x 16 pixels back at (1|2)\d\.\d dB/);
  });

  it('come nearer to the target in what they show, and stay pictures', async () => {
    const states = valuesOf(data.cells.obs.get('state'));
    const of = (state: string) => Int32Array.from(states.keys()).filter((i) => states[i] === state);
    const carried = await model.generate(data);
    expect(carried.images).toMatchObject({ side: 16, channels: 1 });
    expect(carried.images!.values.every((value) => value >= 0 && value <= 1)).toBe(true);
    const real = await data.image.batch(data.cells, { ...carried.crop!, type: 'float32' });
    const shown = shapesOfPictures({ values: real.values, side: 16, channels: 1 });
    const [from, to] = [areaOf(shown, of('early')), areaOf(shown, of('late'))];
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
    expect(last).toBeLessThan(LATENT.autoencoderEpochs! + LATENT.flowEpochs!);
    const kept = await tensorsOf(checkpoint);
    const rest = make({});
    const run = rest.fit(data, { ...QUIET, checkpoint });
    await run;
    expect(run.reports[0].epoch).toBeGreaterThan(LATENT.autoencoderEpochs!);
    const [want, found] = [await model.generate(data), await rest.generate(data)];
    expect(apart(found.images!.values, want.images!.values)).toBeLessThan(1e-3);
    expect(existsSync(checkpoint)).toBe(false);
    // The flow leaves the autoencoder as it was.
    const path = join(folder, 'rest.safetensors');
    await rest.save(path);
    const name = [...kept.keys()].find((key) => key.endsWith('network.autoencoder.latent.weight'))!;
    const after = (await tensorsOf(path)).get('network.autoencoder.latent.weight')!;
    expect(after.data).toEqual(kept.get(name)!.data);
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
    const data = drawnTissue(120);
    const settings: SpatiaOptions = { space: 'pixels', flowEpochs: 2, noise: 0.2, dropCondition: 0.1, guidance: 0.2, weighPairs: true, partners: 'best', hinge: 0.1, solver: 'midpoint' }; // prettier-ignore
    const model = make(settings);
    const run = model.fit(data, QUIET);
    await run;
    expect(run.reports.every(({ losses }) => Object.values(losses).every(Number.isFinite))).toBe(true);
    const path = join(folder, 'pixels.safetensors');
    await model.save(path);
    const { tensors, metadata } = readSafetensors(await readFile(path));
    const card = JSON.parse(metadata.card) as { config: object };
    const changed = JSON.stringify({ ...card, config: { ...card.config, guidance: 0 } });
    await writeFile(path, writeSafetensors(tensors, { ...metadata, card: changed }));
    const guided = (await model.generate(data)).images!.values;
    const unguided = await zoo.load('spatia', path);
    expect(apart((await unguided.generate(data)).images!.values, guided)).toBeGreaterThan(1e-4);
  });
});
