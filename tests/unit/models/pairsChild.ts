import { existsSync } from 'node:fs';
import { INTERRUPTED } from './pairsExample';

/** Trains with a run file, and ends its process by SIGKILL in the middle, some steps after the file was first there. */
async function main(name: string, checkpoint: string, epochs: number): Promise<void> {
  const { make, data } = INTERRUPTED[name]!;
  const run = make().fit(data(), { epochs, checkpoint, progress: false, write: false });
  let since = 0;
  for await (const { step } of run) {
    if (existsSync(checkpoint) && ++since > 3 && step < run.totalSteps) process.kill(process.pid, 'SIGKILL');
  }
}

void main(process.argv[2]!, process.argv[3]!, Number(process.argv[4]));
