import { describe, expect, it } from 'vitest';
import type { AnnData, ImageSource } from '../../../src/data';
import type { TissuebookError } from '../../../src/errors';
import type { Model, PictureEncoder } from '../../../src/models';
import { randomConvolutions } from '../../../src/models';
import { drawTissue, shapesOfPictures } from '../../../src/prepare';
import { generate } from '../../../src/tasks';
import { shapeGridView } from '../../../src/views';
import { decodeArray, type SpatialPayload } from '../../../src/protocol';
import { shapedCells } from '../models/spatiaExample';
import { readyModel } from './plainModels';

const CROP = { side: 24, width: 24, unit: 'pixels', blank: 'outside' } as const;
const tissue = drawTissue(shapedCells({ cells: 700, seed: 2, shift: 3 }), { noise: 0 });

/** A model that enlarges pictures by a factor, and draws what lies outside as black. */
function magnifier(factor: number, config: object = {}): Model {
  return readyModel('magnifier', {
    config,
    fresh: (changes) => magnifier(factor, changes),
    can: {
      generate: async (data) => {
        const { cells, image } = data as { cells: AnnData; image: ImageSource };
        const { values } = await image.batch(cells, { ...CROP, width: CROP.width / factor });
        const images = { values: values as Float32Array, side: CROP.side, channels: 1 };
        return { ...shapesOfPictures(images), images, crop: CROP, notices: ['Magnifiers learn nothing.'] };
      },
    },
  });
}

const options = {
  state: 'state',
  control: 'early',
  target: 'late',
  tiles: 6,
  space: 'pixels',
  progress: false,
} as const;

describe('generate with pictures', { timeout: 60_000 }, () => {
  it('holds pictures against those of the target, with baselines unasked and the network named', async () => {
    // Late cells are e^.9 as large as early ones.
    const result = await generate(magnifier(Math.exp(0.45)), tissue, options);
    expect(result.scores.map(({ method }) => method)).toEqual(['magnifier', 'control unchanged', 'mean shift', 'mean and s.d. shift', 'random target cell', 'transport partner', 'target, half against half']); // prettier-ignore
    const scored = (method: string) => result.scores.find((each) => each.method === method)!;
    expect(scored('magnifier').scores.w1).toBeLessThan(scored('control unchanged').scores.w1);
    expect(scored('magnifier').pictures!.fid).toBeLessThan(scored('control unchanged').pictures!.fid);
    expect(scored('random target cell').pictures!.fid).toBeLessThan(scored('control unchanged').pictures!.fid);
    expect(scored('transport partner').pictures!.psnr).toBeUndefined();
    expect(scored('mean shift').pictures!.psnr).toBeGreaterThan(scored('control unchanged').pictures!.psnr!);
    expect(result.pictures).toMatchObject({ encoder: expect.stringMatching(/random convolutions/), drawn: true });
    expect(result.config).toMatchObject({ space: 'pixels' });
    expect(String(result)).toMatch(
      /Drawn pictures, no photographs of 24 x 24.*random convolutions.*cannot be compared/s,
    );
    expect(result.notices).toContain('Magnifiers learn nothing.');

    const { payload } = shapeGridView(result, { cells: 4 });
    expect(payload.title).toBe('Drawn pictures: control, generated, target');
    const { panels, images } = payload as SpatialPayload;
    expect(decodeArray(panels[0].x)).toHaveLength(12);
    expect(panels[0].hover.map(({ name }) => name)).toContain('area');
    // What is shown are the pictures themselves, the first control cell in the upper left corner.
    const first = Number(panels[0].regions![0].name.split(' ')[1]);
    const bytes = decodeArray(images![0].pixels);
    const gray = result.pictures!.control.values[(first * 24 + 12) * 24 + 12];
    expect(bytes[3 * (12 * (bytes.length / 3 / (3 * 28)) + 12)]).toBe(Math.round(255 * gray));
  });

  it('takes a network of the user, stretches pictures to it, and gives no distance to equal ones', async () => {
    let seen = 0;
    const encoder: PictureEncoder = {
      name: 'corners.onnx',
      side: 12,
      channels: 3,
      embed: async (crops, count) => {
        seen = Math.max(seen, crops.length / count);
        const values = Float32Array.from({ length: 2 * count }, (_, at) => crops[Math.floor(at / 2) * 432 + (at % 2 ? 216 : 180)]); // prettier-ignore
        return { values, width: 2 };
      },
      close: async () => undefined,
    };
    const result = await generate(magnifier(1), tissue, { ...options, encoder });
    expect(seen).toBe(12 * 12 * 3);
    expect(result.pictures!.encoder).toBe('corners.onnx');
    const [model, control] = result.scores;
    expect(model.pictures).toEqual(control.pictures);
    expect(model.scores.r).toBe(0);
  });

  it('refuses a model without pictures, and data without them', async () => {
    const kind = (run: Promise<unknown>) => run.then(() => 'nothing', (error: TissuebookError) => error.kind); // prettier-ignore
    const blind = readyModel('blind', { fresh: () => blind, can: { generate: async () => shapesOfPictures({ values: new Float32Array(576), side: 24, channels: 1 }) } }); // prettier-ignore
    expect(await kind(generate(blind, tissue, options))).toBe('invalid-argument');
    expect(await kind(generate(magnifier(1), tissue.cells, options))).toBe('invalid-argument');
    expect(await kind(generate(magnifier(1), tissue, { ...options, space: 'words' as never }))).toBe(
      'invalid-argument',
    );
  });
});

describe('random convolutions', () => {
  it('are the same for a seed, and tell pictures apart', async () => {
    const pictures = Float32Array.from({ length: 2 * 256 }, (_, at) => (at < 256 ? 0 : (at % 16) / 16));
    const read = async (seed: number) => (await randomConvolutions({ side: 16, seed }).embed(pictures, 2)).values;
    expect(await read(0)).toEqual(await read(0));
    expect(await read(0)).not.toEqual(await read(1));
    const values = await read(0);
    expect(values.subarray(0, 112)).not.toEqual(values.subarray(112));
  });
});
