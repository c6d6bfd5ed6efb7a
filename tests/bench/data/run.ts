import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { type Comparison, findDataPeers, summarize, timePeers, type Timing } from './compare';
import { timeHere } from './timing';
import { WORKLOADS } from './workloads';

/**
 * Times reading, preparation, graphs and statistics beside scanpy, squidpy, scipy and scikit-learn:
 * npx tsx tests/bench/data/run.ts [--only pca,knn] [--rounds 3] [--repeat 3] [--variants 'scipy cKDTree'] [--json]. The two sides of a workload run in turn,
 * each time in a process of its own. The peers' program, data_bench.py, is in the folder TISSUEBOOK_BENCH (default
 * ../shared/bench), their Python the one of npm run bench; where they are absent, our side runs alone.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      repeat: { type: 'string', default: '3' },
      variants: { type: 'string' },
      json: { type: 'boolean', default: false },
      one: { type: 'string' },
    },
  });
  const repeat = Number(values.repeat);
  if (values.one) return void console.log(JSON.stringify(await timeHere(values.one, repeat)));
  const known = Object.keys(WORKLOADS);
  const names = values.only?.split(',') ?? known;
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`There is no workload ${unknown.join(', ')}: ${known.join(', ')}.`);
  const peers = findDataPeers();
  if (!peers) console.error('Without peers: no Python with scanpy and squidpy, or no data_bench.py.');
  else if (!values.json) console.log(HEAD);
  for (const name of names) {
    const rounds = Array.from({ length: Number(values.rounds) }, () => ({
      ours: timeOurs(name, repeat),
      theirs: peers ? timePeers(peers, name, repeat, values.variants) : [],
    }));
    if (rounds.some(({ theirs }) => theirs.length === 0))
      console.log(JSON.stringify({ workload: name, ...rounds[0]!.ours }));
    else if (values.json) console.log(JSON.stringify(summarize(name, rounds)));
    else console.log(rowOf(summarize(name, rounds)));
  }
}

function timeOurs(name: string, repeat: number): Timing {
  // Not --import tsx: it would translate HDF5's program, 4 MB that Node reads as they are, and keep 600 MB for it.
  const args = ['--expose-gc', '--require', 'tsx/cjs', __filename, '--one', name, '--repeat', String(repeat)];
  const { status, stdout } = spawnSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) throw new Error(`${name}: our process ended with code ${status}.`);
  return JSON.parse(stdout.toString().trim().split('\n').at(-1)!) as Timing;
}

const HEAD =
  '| workload | ours ms | peers ms | ratio (lowest to highest) | goal | CPU ratio | memory ratio | others, cores |\n' +
  '|---|---|---|---|---|---|---|---|';

function rowOf(c: Comparison): string {
  const peers = Object.entries(c.peers).map(([variant, ms]) => `${variant} ${ms}`);
  const ratio = `${c.ratio} (${c.lowest} to ${c.highest})`;
  return `| ${[c.workload, c.ours_ms, peers.join('; '), ratio, c.goal, c.cpu_ratio, c.memory_ratio, c.other_cores].join(' | ')} |`;
}

void main();
