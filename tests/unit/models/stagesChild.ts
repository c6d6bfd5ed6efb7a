import { toyPairs, Translator } from './toyModels';

/** Trains the toy of two stages with a run file; prints 'step loss' for each step, and the weights' answer at the end. */
async function main(checkpoint: string, epochs: number): Promise<void> {
  const model = new Translator({ seed: 3, width: 4, epochs });
  const run = model.fit(toyPairs(), { checkpoint, progress: false });
  for await (const { step, losses } of run) process.stdout.write(`${step} ${losses.loss}\n`);
  await run;
  const { values } = await model.can.predictModality!(toyPairs());
  process.stdout.write(`answer ${Array.from(values.values).reduce((a, b) => a + b, 0)}\n`);
}

void main(process.argv[2]!, Number(process.argv[3]));
