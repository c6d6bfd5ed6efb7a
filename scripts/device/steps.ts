import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WORKLOADS } from '../../tests/bench/engine/workloads';
import { pythonOfPeers } from '../bench/peers';
import { ROOT } from '../setup/paths';
import { jsonOf, lastWords, type Part, type PartResult, runFor, script, type TimeBox } from './parts';

/** Steps that are timed. */
const REPEAT = 5;
/** Time below which a workload is not begun, in seconds. */
const LEAST = 20;
/** Losses after a step of Adam agree this closely on one device; other orders of additions make the rest. */
const CLOSE = 1e-3;
/** The smallest workload, and how many cells of it a dry run has. */
const SMALL = { name: 'scmognn', cells: 200 };

/** Each training step of the benchmarks on the device, beside PyTorch's there. */
export const checkSteps: Part = async function* (box, { dry }) {
  for (const name of dry ? [SMALL.name] : Object.keys(WORKLOADS)) {
    if (box.left < LEAST) yield { part: name, sound: true, text: `${name}: left out, the time was up` };
    else yield checkStep(box, name, dry ? SMALL.cells : WORKLOADS[name].cells);
  }
};

async function checkStep(box: TimeBox, name: string, cells: number): Promise<PartResult> {
  const folder = mkdtempSync(join(tmpdir(), 'tissuebook-device-'));
  try {
    const weights = join(folder, 'weights.safetensors');
    const peer = await runPeer(box, name, cells, weights);
    const run = join(ROOT, 'tests', 'bench', 'engine', 'run.ts');
    const own = ['--only', name, '--cells', String(cells), '--repeat', String(REPEAT)];
    const ended = await runFor(
      box,
      process.execPath,
      script(run, ...own, ...(existsSync(weights) ? ['--weights', weights] : [])),
    );
    if (ended.code === undefined) return { part: name, sound: true, text: `${name}: left out, the time was up` };
    const ours = jsonOf(ended);
    return ours ? compared(name, ours, peer) : { part: name, sound: false, text: `${name}: ${lastWords(ended)}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Numbers = Record<string, unknown>;

function compared(name: string, ours: Numbers, peer: Numbers | string): PartResult {
  const { ours_ms: ms, device, first_ms: first, given_bytes: given, value } = ours;
  const compiled = ours['compiled'] === true && ours['why'] === undefined;
  const about = `${name} on ${String(device)}: ${String(ms)} ms${compiled ? '' : ', not compiled in full'}, ${String(given)} bytes copied to it`;
  if (typeof peer === 'string') {
    return { part: name, sound: true, text: `${about}; no PyTorch beside it: ${peer}`, numbers: ours };
  }
  const ratio = Number((Number(ms) / Number(peer['ms'])).toFixed(3));
  const difference = Math.abs(Number(value) / Number(peer['value']) - 1);
  const text = `${about}; PyTorch on ${String(peer['device'])} ${String(peer['ms'])} ms: ratio ${ratio}; losses differ by ${difference.toExponential(1)}`;
  const numbers = { ...ours, peer_ms: peer['ms'], peer_device: peer['device'], ratio, difference, first_ms: first };
  return { part: name, sound: difference <= CLOSE, text, numbers };
}

/** PyTorch's side, which writes the weights that both begin with; or why there is none. */
async function runPeer(box: TimeBox, name: string, cells: number, weights: string): Promise<Numbers | string> {
  const folder = process.env.TISSUEBOOK_BENCH ?? join(ROOT, '..', 'shared', 'bench');
  if (!existsSync(join(folder, 'torch_bench.py'))) return `${folder} has no torch_bench.py`;
  const python = pythonOfPeers();
  const asked = await runFor(box, python, [
    '-c',
    'import torch; print("cuda" if torch.cuda.is_available() else "cpu")',
  ]);
  if (asked.code !== 0) return `${python} has no torch`;
  const program = join(ROOT, 'tests', 'bench', 'device', 'torch_device.py');
  const device = asked.output.trim().split('\n').at(-1)!;
  const ended = await runFor(box, python, [
    '-W',
    'ignore',
    program,
    folder,
    name,
    String(cells),
    String(REPEAT),
    device,
    weights,
  ]);
  return jsonOf(ended) ?? lastWords(ended);
}
