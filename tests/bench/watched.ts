import { type AnnData, datasets } from '../../src/data';
import { startEngine, type TrainingRun } from '../../src/engine';
import { Random } from '../../src/random';
import { showWatches } from '../../src/lab/training/showWatches';
import { type FitOptions, type ModelName, watchOf, zoo } from '../../src/models';
import { withCounts } from '../../src/prepare/values/kindOfValues';
import { type Comm, type CommTargetHandler, KERNEL_API, WATCH_TARGET } from '../../src/protocol';
import { madeTissue } from '../madeTissue';
import { madeCounts } from './madeCounts';
import { cpuSeconds, numbersOf, printRow, rounded, secondsSince, textOf } from './rows';

/**
 * What it costs a training to be watched: npx tsx tests/bench/watched.ts [--cells tumor,100000] [--models squint] [--colors tokens,error]
 * [--epochs 60] [--rounds 5] [--every 3] [--json].
 *
 * The same training, watched and not by turns, each as often as there are rounds after one that does not count. A watched one is shown: its
 * pictures are written as a kernel writes them, and a page follows its frames. Ratios are of the sums over all rounds; those of processor
 * time hardly depend on what else a machine does. Losses of both sides must be the same to the last bit.
 */
interface Sums {
  wall: number;
  cpu: number;
  frames: number;
  losses: number[];
}

let sentBytes = 0;

/** A kernel that writes what it would send, and a page that opens the comm of each training. */
function standIn(): (id: string) => void {
  const targets = new Map<string, CommTargetHandler>();
  const write = (bundle: unknown): void => void (sentBytes += JSON.stringify(bundle).length);
  (globalThis as { [KERNEL_API]?: unknown })[KERNEL_API] = {
    signal: undefined,
    display: write,
    update: (_: string, bundle: unknown) => write(bundle),
    onComm: (target: string, handler: CommTargetHandler) => void targets.set(target, handler),
  };
  return (id) => {
    const comm: Comm = {
      id,
      target: WATCH_TARGET,
      onMessage: undefined,
      onClose: undefined,
      send: (message, { buffers = [] } = {}) => {
        write(message);
        for (const buffer of buffers) sentBytes += buffer.byteLength;
      },
      close: () => undefined,
    };
    void targets.get(WATCH_TARGET)!(comm, { data: { id }, metadata: {}, buffers: [] });
  };
}

async function tissueOf(cells: string): Promise<AnnData> {
  if (cells === 'tumor') return datasets.load('cycif-tumour');
  const count = Number(cells);
  const random = new Random(1);
  const at = Float64Array.from({ length: 2 * count }, () => random.uniform(0, Math.sqrt(count)));
  return withCounts(madeTissue(madeCounts(count, 33, 0.5), at, []));
}

async function trained(name: ModelName, tissue: AnnData, options: FitOptions, open: (id: string) => void, sums: Sums) {
  const model = zoo.create(name, { preset: 'tiny', seed: 1 });
  const [begin, cpu] = [performance.now(), cpuSeconds()];
  const run = model.fit(tissue, { ...options, write: false, progress: false }) as TrainingRun<unknown>;
  if (options.watch) open(watchOf(run).id);
  await run;
  sums.wall += secondsSince(begin);
  sums.cpu += cpuSeconds() - cpu;
  if (options.watch) sums.frames += watchOf(run).seen;
  sums.losses = run.reports.map(({ losses }) => losses['loss']!);
}

async function main(): Promise<void> {
  const { provider } = await startEngine();
  const open = standIn();
  showWatches();
  const [epochs, rounds, every] = [
    numbersOf('--epochs', '60')[0]!,
    numbersOf('--rounds', '5')[0]!,
    numbersOf('--every', '3')[0]!,
  ];
  for (const cells of textOf('--cells', 'tumor,100000').split(',')) {
    const tissue = await tissueOf(cells);
    for (const name of textOf('--models', 'squint').split(',') as ModelName[]) {
      for (const color of textOf('--colors', 'tokens,error').split(',') as ('tokens' | 'error')[]) {
        const empty = (): Sums => ({ wall: 0, cpu: 0, frames: 0, losses: [] });
        let [plain, watched] = [empty(), empty()];
        for (let round = 0; round <= rounds; round++) {
          if (round === 1) [plain, watched, sentBytes] = [empty(), empty(), 0];
          // Who comes first changes, so that neither side always finds a warm machine.
          const sides = round % 2 ? [plain, watched] : [watched, plain];
          for (const side of sides) {
            const watch = side === watched && { watch: { color, every } };
            await trained(name, tissue, { epochs: round === 0 ? 1 : epochs, ...watch }, open, side);
          }
        }
        const same = JSON.stringify(plain.losses) === JSON.stringify(watched.losses);
        if (!same) throw new Error('A training that was watched had other losses.');
        printRow('watched', {
          ...{ model: name, cells: tissue.nObs, color, epochs, rounds, provider },
          seconds: rounded(plain.wall / rounds),
          frames: rounded(watched.frames / rounds),
          megabytes_sent: rounded(sentBytes / rounds / 1e6),
          wall_ratio: rounded(watched.wall / plain.wall),
          cpu_ratio: rounded(watched.cpu / plain.cpu),
        });
      }
    }
  }
}

void main();
