import { zoo } from '../../../src/models';
import { madeCite } from './scmoformerExample';

/** Trains scMoFormer with a run file; prints the number of each step. */
async function main(checkpoint: string): Promise<void> {
  const model = zoo.create('scmoformer', { preset: 'tiny', width: 16, rank: 8, heads: 2, features: 8 });
  const run = model.fit(madeCite().mdata, { epochs: 40, checkpoint, progress: false, write: false });
  for await (const { step } of run) process.stdout.write(`${step}\n`);
}

void main(process.argv[2]!);
