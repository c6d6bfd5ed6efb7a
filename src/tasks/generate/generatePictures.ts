import { type AnnData, type ImageSource } from '../../data';
import { TissuebookError } from '../../errors';
import { type Generated, type Model, type ModelData, type ModelImages, randomConvolutions } from '../../models';
import { Random } from '../../random';
import { needPicture } from '../shared/pictured';
import { alikeStates } from './alikeStates';
import { askModel, heldPartners } from './askModel';
import type { GenerateShapesOptions } from './generateOptions';
import { GenerateResult } from './generateResult';
import { scorePictures } from './scorePictures';
import { cellsOf, splitCells } from './statesOfCells';

/** Cells of a state whose pictures are compared (ours). */
const MOST = 500;

/** Pictures carried to the target state, and shapes as pictures measure them. */
export async function generatePictures(
  model: Model,
  data: ModelData,
  options: GenerateShapesOptions,
): Promise<GenerateResult> {
  const { control, target, most = MOST, seed = 0 } = options;
  const pictured = needPicture('generate', data);
  const adata = pictured.cells;
  const split = splitCells(adata, model, options);
  const { train, test } = cellsOf(adata, options, split);
  const random = new Random(seed).fork('generate');
  const some = (cells: Int32Array, name: string): Int32Array =>
    cells.length <= most
      ? cells
      : Int32Array.from(random.fork(name).choice(cells.length, most), (at) => cells[at]).sort();
  const cells = { control: some(test.control, 'asked'), target: some(test.target, 'held') };
  const { trial, said, notices } = await askModel(model, data, options, split, cells);
  const { images: generated, crop } = carriedPictures(trial, said);
  const read = (obs: Int32Array) => realPictures(adata, pictured.image, crop, obs);
  const sets = {
    from: await read(some(train.control, 'known control')),
    to: await read(some(train.target, 'known target')),
    control: await read(cells.control),
    target: await read(cells.target),
    generated,
    partners: await heldPartners(adata, split, cells, options),
  };
  const encoder = options.encoder ?? randomConvolutions({ side: generated.side, channels: generated.channels });
  const { scores, draws, features, shapes } = await scorePictures(trial.card.id, sets, encoder, random);
  const alike = alikeStates(scores[1].scores, draws, options);
  const { control: before, target: held } = sets;
  return new GenerateResult({
    scores,
    control,
    target,
    features,
    cells,
    shapes,
    pictures: {
      control: before,
      generated,
      target: held,
      encoder: encoder.name,
      drawn: adata.uns.get('picture') === 'drawn',
    },
    heldOut: options.groups ? `whole groups of ${options.groups}` : 'whole tiles',
    seed,
    config: { ...trial.config },
    notices: [...alike, ...notices, ...(said.notices ?? [])],
  });
}

/** @throws TissuebookError 'invalid-argument' for a model that draws no pictures */
function carriedPictures(trial: Model, { images, crop }: Generated): Required<Pick<Generated, 'images' | 'crop'>> {
  if (images && crop) return { images, crop };
  throw new TissuebookError('invalid-argument', `generate: ${trial.card.id} gives shapes, and no pictures.`, {
    argument: 'space',
    advice: "Give space: 'features', or a model that carries pictures.",
  });
}

/** Pictures as the model sees them, from 0 to 1. */
async function realPictures(
  adata: AnnData,
  image: ImageSource,
  crop: Required<Generated>['crop'],
  obs: Int32Array,
): Promise<ModelImages> {
  const { values, channels } = await image.batch(adata, { ...crop, type: 'float32', obs });
  return { values: values as Float32Array, side: crop.side, channels: channels.length };
}
