import { parseArgs } from 'node:util';
import { WORKLOADS } from '../tests/bench/engine/workloads';
import { type Comparison, compare, growth } from './bench/compare';
import { findPeers, installPeers, withSizes } from './bench/peers';
import { findPrograms, runProgram } from './bench/programs';
import { SetupError, main } from './setup/report';
import { runSteps } from './setup/step';
import { NOTEBOOK_STEPS } from './setup/steps';

/** What a step may take of the fastest peer's time, by the kind of workload. */
const GOALS = { graph: 0.8, transformer: 1.1 };
/** The same for a step that is not compiled. */
const EAGER_GOAL = 2.5;

/**
 * npm run bench [-- --only squint,kernel] [--json] [--rounds 3] [--repeat 5] [--no-growth] [--no-setup] [--install-peers]
 *
 * Times our training steps and PyTorch's in turn on the same workloads, then the other rooms' benchmarks. With --json each
 * workload is one line on standard output, and everything else goes to standard error.
 */
void main(async () => {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '3' },
      repeat: { type: 'string', default: '5' },
      'no-growth': { type: 'boolean', default: false },
      'no-setup': { type: 'boolean', default: false },
      'install-peers': { type: 'boolean', default: false },
    },
  });
  const line = console.log;
  // The set-up reports with console.log, which would stand among the lines that a program reads.
  if (values.json) console.log = console.error;
  const programs = findPrograms();
  const known = [...Object.keys(WORKLOADS), ...new Set(programs.map(({ name }) => name))];
  const wanted = values.only?.split(',') ?? known.filter((name) => !WORKLOADS[name]?.other);
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new SetupError(`there is no benchmark ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  }
  if (!values['no-setup']) await runSteps(NOTEBOOK_STEPS);
  if (values['install-peers']) await installPeers();
  const workloads = wanted.filter((name) => name in WORKLOADS);
  const peers = workloads.length > 0 ? findPeers() : undefined;
  for (const name of workloads) {
    const [rounds, repeat] = [Number(values.rounds), Number(values.repeat)];
    const { cells, other } = WORKLOADS[name];
    const side = other ? withSizes(peers!, other) : peers!;
    const result = await compare(side, name, cells, rounds, repeat, console.error);
    const grown = values['no-growth'] ? undefined : await growth(name, cells, repeat);
    if (values.json) line(JSON.stringify({ ...result, ...(grown && { growth: grown }) }));
    else describe(result);
    if (grown && !values.json) {
      const steps = grown.cells.map((cells, i) => `${cells} cells ${Math.round(grown.ms[i])} ms`);
      line(`  growth: ${steps.join(', ')}; time grows as cells^${grown.exponent}`);
    }
  }
  for (const program of programs.filter(({ name }) => wanted.includes(name))) await runProgram(program);
  return 0;
});

function describe(result: Comparison): void {
  const { workload, ours_ms, ours_mb, peer, peer_ms, peer_mb, ratio, peers, provider, other_cores } = result;
  const { eager_ms, eager_ratio, difference, ours_cpu_ms, peer_cpu_ms, cpu_ratio } = result;
  const goal = GOALS[WORKLOADS[workload].kind];
  const forms = Object.entries(peers).map(([form, ms]) => `${form} ${ms} ms`);
  console.log(
    `${workload}: ours ${ours_ms} ms (${provider}), PyTorch ${peer_ms} ms (${peer}): ratio ${ratio}, goal ${goal}`,
  );
  console.log(`  all of PyTorch: ${forms.join(', ')}`);
  console.log(`  CPU time of a step: ours ${ours_cpu_ms} ms, PyTorch ${peer_cpu_ms} ms: ratio ${cpu_ratio}`);
  console.log(`  peak memory: ours ${ours_mb} MB, PyTorch ${peer_mb} MB: ratio ${(ours_mb / peer_mb).toFixed(2)}`);
  console.log(`  without compiling: ${eager_ms} ms: ratio ${eager_ratio}, goal ${EAGER_GOAL}`);
  console.log(`  losses after a step from the same weights differ by ${difference} of their value`);
  if (other_cores > 0.3) console.log(`  not quiet: other programs took up to ${other_cores} cores`);
}
