import { zoo } from '../../../src/models';
import { drawnTissue, LATENT } from './spatiaExample';

/** Trains SPATIA on drawn pictures, as latents, with a run file; prints the number of each epoch. */
async function main(checkpoint: string): Promise<void> {
  const run = zoo.create('spatia', LATENT).fit(drawnTissue(), { checkpoint, progress: false, write: false });
  for await (const { epoch } of run) process.stdout.write(`${epoch}\n`);
}

void main(process.argv[2]!);
