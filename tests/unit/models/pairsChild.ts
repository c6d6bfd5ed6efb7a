import { INTERRUPTED } from './pairsExample';

/** Trains with a run file until somebody ends it; prints the number of each step. */
async function main(name: string, checkpoint: string, epochs: number): Promise<void> {
  const { make, data } = INTERRUPTED[name]!;
  const run = make().fit(data(), { epochs, checkpoint, progress: false, write: false });
  for await (const { step } of run) process.stdout.write(`${step}\n`);
}

void main(process.argv[2]!, process.argv[3]!, Number(process.argv[4]));
