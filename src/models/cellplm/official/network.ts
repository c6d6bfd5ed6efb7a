import type { Parameters, Random } from '../../../engine';
import type { OfficialCellplmConfig, OfficialCellplmSizes } from './config';
import { createOfficialDecoder } from './decoder';
import { createOfficialEncoder } from './encoder';
import { createOfficialLatent } from './latent';

/**
 * Makes the parameters of the authors' CellPLM under the names of their checkpoints, so that the published weights load by name.
 * Their table of places, which no step reads, is left out.
 */
export function createOfficialCellplm(
  p: Parameters,
  config: OfficialCellplmConfig,
  sizes: OfficialCellplmSizes,
  random: Random,
): void {
  createOfficialEncoder(p, config, sizes.genes, random);
  createOfficialLatent(p, config, random);
  createOfficialDecoder(p, config, sizes, random);
}
