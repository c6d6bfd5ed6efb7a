import { startEngine, tf } from '../../engine';
import { fuseLevel } from './levelFusion';
import { widthOf } from './config';
import { embedExpression, embedPictures } from './network';
import { type TrainingMoments, SpotInputs, SpotPictures } from './spotInputs';
import type { Spots } from './spots';
import type { StalignState } from './state';

/** Vectors of all spots [spots, width] by what they are of; those of expression and fused ones only where it was read. */
export interface Encoded {
  readonly spotImage: Float32Array;
  readonly nicheImage: Float32Array;
  readonly spotGene?: Float32Array;
  readonly nicheGene?: Float32Array;
  readonly fusedSpot?: Float32Array;
  readonly fusedNiche?: Float32Array;
  readonly notices: readonly string[];
}

/** Spots that are asked about at once. */
const TOGETHER = 64;

/** Reads all spots with a trained network: nothing is drawn, running statistics stand for those of a batch. */
export async function encodeSpots(state: StalignState, spots: Spots): Promise<Encoded> {
  await startEngine();
  const { parameters, config } = state;
  const all = Int32Array.from({ length: spots.count }, (_, i) => i);
  const pictures = await SpotPictures.read(spots, state, all);
  try {
    const inputs = new SpotInputs(state, spots, pictures, all, await momentsOf(state));
    const out: Record<string, Float32Array> = {};
    for (let from = 0; from < spots.count; from += TOGETHER) {
      const rows = all.subarray(from, from + TOGETHER);
      const batch = inputs.batch(rows, { expression: spots.x !== undefined });
      const said: Record<string, tf.Tensor2D> = tf.tidy(() => {
        const images = embedPictures(parameters, config, batch, false);
        if (!spots.x) return { ...images };
        const genes = embedExpression(parameters, config, batch);
        const loss = parameters.at('loss');
        return {
          ...images,
          ...genes,
          fusedSpot: fuseLevel(loss, config, 'spot', images.spotImage, genes.spotGene),
          fusedNiche: fuseLevel(loss, config, 'niche', images.nicheImage, genes.nicheGene),
        };
      });
      tf.dispose(batch);
      for (const [name, tensor] of Object.entries(said)) {
        const width = tensor.shape[1];
        (out[name] ??= new Float32Array(spots.count * width)).set(await tensor.data<'float32'>(), from * width);
        tensor.dispose();
      }
    }
    const notices = [...spots.notices, ...pictures.notices, ...inputs.notices, ...pitchNotice(state, spots)];
    return { spotImage: out.spotImage!, nicheImage: out.nicheImage!, ...out, notices };
  } finally {
    pictures.close();
  }
}

/** Width of a fused vector. */
export const fusedWidth = ({ config }: StalignState): number =>
  config.fusion === 'concatenation' ? 2 * widthOf(config) : widthOf(config);

async function momentsOf({ parameters }: StalignState): Promise<TrainingMoments> {
  const read = async (name: string): Promise<Float32Array> => Float32Array.from(await parameters.get(name).data());
  return { spot: await read('moments.spot'), niche: await read('moments.niche'), means: await read('means') };
}

/** Positions in another unit, or spots of another technology. */
function pitchNotice({ pitch }: StalignState, spots: Spots): string[] {
  if (!(spots.pitch > 0) || (spots.pitch < 1.5 * pitch && spots.pitch > pitch / 1.5)) return [];
  return [
    `Spots lie ${spots.pitch.toPrecision(3)} apart, in training ${pitch.toPrecision(3)}: pictures are cut as wide as in training; look at the unit of the positions.`,
  ];
}
