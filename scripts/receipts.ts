import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { differencesFrom, readTable, writeTable } from '../tests/receipts/table';
import { MACHINES, type Machine } from './receipts/machines';
import { type MachineRun, makeProgram, runProgram } from './receipts/program';
import { ROOT, venvProgram } from './setup/paths';
import { SetupError, main } from './setup/report';

/** Differences that are shown of a machine. */
const SHOWN = 12;

/**
 * npm run receipts [-- --write | --everywhere | --only ARM]
 *
 * Runs every verb of preparation on three data sets with 1, 2 and 4 threads, and compares what comes out, bit by bit, with
 * tests/fixtures/receipts.json. --write makes that table anew, after a change that was meant. --everywhere does the same on other versions of
 * Node.js, with features of the processor switched off, and on emulated processors; --only takes the machines whose names hold a text.
 */
void main(async () => {
  const { values } = parseArgs({
    options: { write: { type: 'boolean' }, everywhere: { type: 'boolean' }, only: { type: 'string' } },
  });
  const program = await makeProgram();
  process.env.TISSUEBOOK_PYTHON ??= venvProgram('python');
  if (values.write)
    return rewrite(await runProgram([process.execPath], program, { threads: '1,2,4', purpose: 'This machine' }));
  const here: Machine = { name: 'this machine', threads: '1,2,4', start: () => Promise.resolve([process.execPath]) };
  const machines = values.only === undefined ? MACHINES : MACHINES.filter(({ name }) => name.includes(values.only!));
  if (machines.length === 0) throw new SetupError(`No machine is called "${values.only}". There are: ${MACHINES.map(({ name }) => name).join('; ')}.`); // prettier-ignore
  const results: string[] = [];
  let differ = 0;
  for (const machine of values.everywhere || values.only !== undefined ? machines : [here]) {
    const start = await machine.start();
    if ('missing' in start) {
      results.push(`${machine.name}: not run, for want of ${start.missing}`);
    } else {
      const began = Date.now();
      const runs = await runProgram(start, program, { ...machine, purpose: machine.name });
      const found = differences(runs);
      differ += found.length;
      results.push(`${machine.name}: ${described(runs)}, ${found.length === 0 ? 'every bit as in the table' : `${found.length} differ`}, ${Math.round((Date.now() - began) / 1000)} s`); // prettier-ignore
      for (const line of found.slice(0, SHOWN)) console.log(`  ${line}`);
    }
    console.log(results.at(-1));
  }
  if (values.everywhere) report(results);
  return differ === 0 ? 0 : 1;
});

function differences(runs: readonly MachineRun[]): string[] {
  const table = readTable();
  return runs.flatMap(({ threads, digests }) => differencesFrom(table, digests).map((text) => `${text} (threads: ${threads})`)); // prettier-ignore
}

function described(runs: readonly MachineRun[]): string {
  const [first] = runs;
  const lines = Object.values(first?.digests ?? {}).reduce((sum, found) => sum + Object.keys(found).length, 0);
  const absent = first?.absent.length ? `, without ${first.absent.join(', ')}` : '';
  return `${lines} lines on ${Object.keys(first?.digests ?? {}).join(', ')}${absent}, threads ${runs.map(({ threads }) => threads).join(', ')}`; // prettier-ignore
}

/** Makes the table anew; data sets that are absent keep their lines. */
function rewrite(runs: readonly MachineRun[]): number {
  const [first, ...others] = runs;
  const { digests } = first!;
  const threads = others.flatMap((run) => differencesFrom(digests, run.digests).map((text) => `${text} (threads: ${run.threads})`)); // prettier-ignore
  const failed = Object.entries(digests).flatMap(([name, lines]) =>
    Object.entries(lines).flatMap(([line, { hash, form }]) => (hash === 'failed' ? [`${name}: ${line}: ${form}`] : [])),
  );
  const wrong = [...failed, ...threads];
  if (wrong.length > 0) throw new SetupError(`Nothing was written. ${wrong.slice(0, SHOWN).join('\n')}`);
  const table = existing();
  for (const line of differencesFrom(table, digests)) console.log(line);
  for (const name of first!.absent) console.log(`${name} is absent here: its lines stay as they were.`);
  writeTable({ ...table, ...digests });
  return 0;
}

function existing(): ReturnType<typeof readTable> {
  try {
    return readTable();
  } catch {
    return {};
  }
}

function report(results: readonly string[]): void {
  const folder = join(ROOT, 'out', 'receipts');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'evidence.txt'), `${results.join('\n')}\n`);
}
