import { DenseMatrix } from '../../data';
import { columnMeans } from '../../linalg';
import type { ModelImages } from '../../models';
import { truncatedSvd } from '../../prepare/components/truncatedSvd';
import { pairedScores } from '../generate/pictureScores';
import type { ImageFold } from '../image-to-gene/imageFolds';
import { RidgeProbe } from '../probe/ridgeProbe';
import type { Pictured } from '../shared/pictured';
import type { CrossDirection } from './crossModalResult';

/** Pixels along each side of a crop, and components in which pictures are told (ours). */
const [SIDE, COMPONENTS] = [24, 24];

/**
 * Pictures of held-out cells from their genes: ridge regression on the principal components of the crops that are learned from, which a linear
 * autoencoder is. The paper does not say how it draws pictures from genes.
 *
 * @param vectors of genes: the model's, and principal components of expression
 */
export async function picturesFromGenes(
  id: string,
  { cells, image }: Pictured,
  { name, train, test }: ImageFold,
  vectors: { readonly model: DenseMatrix; readonly plain: DenseMatrix },
  pitch: number,
  seed: number,
): Promise<CrossDirection> {
  const read = async (obs: Int32Array): Promise<ModelImages> => {
    const { values, channels } = await image.batch(cells, { side: SIDE, width: pitch, unit: 'positions', channels: image.channels, obs }); // prettier-ignore
    return { values: values as Float32Array, side: SIDE, channels: channels.length };
  };
  const [known, truth] = [await read(train), await read(test)];
  const pixels = new DenseMatrix(train.length, known.values.length / train.length, known.values);
  const means = columnMeans(pixels);
  const count = Math.min(COMPONENTS, train.length - 1);
  const { components, scores } = await truncatedSvd('crossModal', pixels, { count, seed, means }, {});
  const target = new DenseMatrix(train.length, count, scores);
  const places = Int32Array.from(test.keys());
  const drawn = (codes: DenseMatrix): ModelImages => ({ ...truth, values: backToPixels(codes, components, means) });
  const told = (x: DenseMatrix): ModelImages =>
    drawn(RidgeProbe.fit(x.takeRows(train), target).predict(x.takeRows(test)));
  const methods = [
    [id, told(vectors.model)],
    ['principal components', told(vectors.plain)],
    ['mean picture', drawn(DenseMatrix.zeros(test.length, count))],
  ] as const;
  return {
    section: name,
    from: 'genes',
    to: 'pixels',
    cells: test.length,
    scores: methods.map(([method, images]) => ({ method, ...pairedScores(images, truth, places) })),
  };
}

function backToPixels(codes: DenseMatrix, components: ArrayLike<number>, means: ArrayLike<number>): Float32Array {
  const width = means.length;
  const out = new Float32Array(codes.rows * width);
  for (let i = 0; i < codes.rows; i++) {
    for (let j = 0; j < width; j++) {
      let value = means[j];
      for (let k = 0; k < codes.columns; k++) value += codes.get(i, k) * components[k * width + j];
      out[i * width + j] = Math.min(1, Math.max(0, value));
    }
  }
  return out;
}
