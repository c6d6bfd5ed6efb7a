import { parseArgs } from 'node:util';
import { checkEmbedding } from './device/embedding';
import { checkGolden } from './device/golden';
import { type Part, type PartResult, TimeBox } from './device/parts';
import { checkSteps } from './device/steps';
import { SetupError, main } from './setup/report';

const PARTS: Readonly<Record<string, Part>> = { golden: checkGolden, steps: checkSteps, embedding: checkEmbedding };

/**
 * npm run device-check [-- --only golden,steps,embedding] [--seconds 450] [--cells 1000000] [--json] [--dry-run]
 *
 * Holds the engine on the device of this machine against reference values and against PyTorch on the same device: the golden tests of the engine,
 * the nine training steps of the benchmarks, an embedding of a million cells. It installs and builds nothing, asks no other machine, and leaves out
 * what would take longer than the time it is given. TISSUEBOOK_TENSORFLOW names a TensorFlow with CUDA, TISSUEBOOK_PEERS_PYTHON a Python with
 * PyTorch. Products are computed in full float32 on both sides (NVIDIA_TF32_OVERRIDE=0). --dry-run takes small sizes and few parts: a look at
 * whether all works, on the CPU too.
 */
void main(async () => {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      seconds: { type: 'string', default: '450' },
      cells: { type: 'string' },
      json: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  const names = values.only?.split(',') ?? Object.keys(PARTS);
  const unknown = names.find((name) => !(name in PARTS));
  if (unknown !== undefined) throw new SetupError(`there is no part ${unknown}: ${Object.keys(PARTS).join(', ')}.`);
  const box = new TimeBox(Number(values.seconds));
  const dry = values['dry-run'];
  const results: PartResult[] = [];
  for (const name of names) {
    for await (const result of PARTS[name](box, { dry, ...(values.cells && { cells: Number(values.cells) }) })) {
      results.push(result);
      console.log(values.json ? JSON.stringify(result) : `${result.sound ? 'good ' : 'WRONG'} ${result.text}`);
    }
  }
  const wrong = results.filter(({ sound }) => !sound).length;
  console.error(
    `${results.length} checks in ${Math.round(box.spent)} s${wrong > 0 ? `, ${wrong} of them wrong` : ''}.`,
  );
  return wrong > 0 ? 1 : 0;
});
