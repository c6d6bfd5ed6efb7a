import { beforeAll, describe, expect, it } from 'vitest';
import * as graph from '../../../src/graph';
import * as metrics from '../../../src/metrics';
import * as neighbors from '../../../src/neighbors';
import * as prepare from '../../../src/prepare';
import * as tasks from '../../../src/tasks';
import { type DigestRun, digestsOf } from '../../receipts/digests';
import { LINES, verbOf } from '../../receipts/lines';
import { SAMPLES } from '../../receipts/sample';
import { differencesFrom, readTable } from '../../receipts/table';
import { NEEDS_MODEL } from '../../receipts/verbs/tasks';

/** Cells that wait for their turn on a busy machine. */
const PATIENCE = 300_000;

const covered = new Set(Object.keys(LINES).map(verbOf));

/** The functions that a room exports; its classes come out of them. */
const functionsOf = (room: object): string[] => Object.entries(room).flatMap(([name, value]) => (typeof value === 'function' && !String(value).startsWith('class') ? [name] : [])); // prettier-ignore

describe('the table of what every verb makes', () => {
  it('has a line for every verb of preparation, graphs, neighbors and metrics, and for every task without a model', () => {
    const verbs = [prepare, graph, neighbors, metrics].flatMap(functionsOf);
    expect(verbs.filter((name) => !covered.has(name))).toEqual([]);
    const asking = new Set(NEEDS_MODEL);
    expect(functionsOf(tasks).filter((name) => !covered.has(name) && !asking.has(name))).toEqual([]);
    expect(NEEDS_MODEL.filter((name) => !(name in tasks) || covered.has(name))).toEqual([]);
  });

  it('has those lines and no others, for each data set', () => {
    const names = ['data', 'steps', ...Object.keys(LINES)].sort();
    expect(Object.entries(readTable()).map(([name, lines]) => [name, Object.keys(lines).sort()])).toEqual(
      Object.keys(SAMPLES).map((name) => [name, names]),
    );
  });

  it('sees one bit in another place', () => {
    const table = readTable();
    const [line, digest] = Object.entries(table.made!)[4]!;
    const other = {
      made: { [line]: { ...digest, hash: 'other', sample: digest.sample.map((value) => Number(value) * 2) } },
    };
    expect(differencesFrom(table, { made: { [line]: digest } })).toEqual([]);
    expect(differencesFrom(table, other)).toEqual([
      expect.stringMatching(new RegExp(`^made: ${line} came out otherwise: .* by `)),
    ]);
  });
});

// After a change that was meant: npm run receipts -- --write
describe.each(Object.keys(SAMPLES))('bits of every verb on %s', (name) => {
  let alone: DigestRun;
  beforeAll(async () => void (alone = await digestsOf({ samples: [name] })), PATIENCE);

  it('are those of the table', ({ skip }) => {
    if (alone.absent.includes(name)) skip(`needs the data set ${name}, absent here`);
    expect(differencesFrom(readTable(), alone.digests)).toEqual([]);
  });

  it.each([2, 4])('are the same in %i threads', { timeout: PATIENCE }, async (threads) => {
    const { threaded, absent } = alone;
    if (absent.includes(name)) return;
    expect([...threaded.get(name)!]).toEqual(expect.arrayContaining(['pca', 'lsi', 'neighbors', 'NeighborIndex in threads'])); // prettier-ignore
    const { digests } = await digestsOf({ samples: [name], threads, threaded });
    expect(differencesFrom(readTable(), digests)).toEqual([]);
  });
});
