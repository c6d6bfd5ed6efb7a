import { createHash } from 'node:crypto';
import type { StalignConfig } from './config';
import type { GivenVectors, StalignState } from './state';

/** Who makes each of the four vectors that are aligned. */
export interface StalignEncoders {
  readonly spotImage: string;
  readonly nicheImage: string;
  readonly spotGene: string;
  readonly nicheGene: string;
}

/**
 * Names of the encoders; those that were trained here have the beginning of the SHA-256 of their weights, so that vectors of other weights
 * are told apart.
 */
export async function encodersOf(state: StalignState): Promise<StalignEncoders> {
  const { config, spotGene, nicheImage } = state;
  const own = async (part: string, name: string): Promise<string> => `${name}, trained (${await hashOf(state, part)})`;
  return {
    spotImage: await own('spot_image', pictureName(config)),
    nicheImage: nicheImage ? givenName(nicheImage) : await own('niche_image', pictureName(config)),
    spotGene: spotGene ? givenName(spotGene) : `${config.components} principal components`,
    nicheGene: await own('niche_gene', 'AE-Gene'),
  };
}

const pictureName = ({ imageEncoder, side }: StalignConfig): string => `AE-Img ${imageEncoder} of ${side} px`;

const givenName = ({ key, encoder }: GivenVectors): string =>
  encoder === '' ? `obsm["${key}"], of an unnamed encoder` : encoder;

async function hashOf({ parameters }: StalignState, part: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of parameters.names()) {
    if (!name.startsWith(`${part}.`)) continue;
    const { buffer, byteOffset, byteLength } = await parameters.get(name).data();
    hash.update(name).update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex').slice(0, 12);
}
