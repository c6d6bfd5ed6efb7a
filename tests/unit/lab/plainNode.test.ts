import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../scripts/setup/paths';

/** Runs a program that imports the library in a process of its own, and gives the JSON that it prints. */
function inNode(program: string): unknown {
  const child = spawnSync(process.execPath, ['--import', 'tsx', '-e', program], { cwd: ROOT, encoding: 'utf8' });
  // Places of its stack are not ours: read as such they make the runner look for source maps in files that have none.
  if (child.status !== 0) throw new Error(child.stderr.replaceAll(/^ +at .*$/gm, ''));
  return JSON.parse(child.stdout.trim().split('\n').at(-1)!);
}

const LISTENERS = `Object.fromEntries(process.eventNames().map((name) => [String(name), process.listenerCount(name)]))`;

describe('importing the library', () => {
  it('registers nothing in plain Node: no listener, no timer, no global', { timeout: 120_000 }, () => {
    const found = inNode(`
      const state = () => ({
        globals: Reflect.ownKeys(globalThis).map(String).filter((name) => /tissuebook|jupyter/i.test(name)),
        listeners: ${LISTENERS},
        resources: process.getActiveResourcesInfo().filter((name) => /Timeout|Immediate|Worker|TCP|Socket/.test(name)),
      });
      const before = state();
      require('./src');
      console.log(JSON.stringify({ before, after: state() }));
    `) as { before: unknown; after: unknown };
    expect(found.after).toEqual(found.before);
  });

  it(
    'offers a kernel the status of the engine, and nothing else before something is displayed',
    { timeout: 120_000 },
    () => {
      const targets = inNode(`
      const targets = [];
      globalThis[Symbol.for('tissuebook.kernel')] = { onComm: (target) => (targets.push(target), () => undefined), offerExchange() {}, offerNames() {}, offerNotes() {}, display() {}, update() {} };
      const { AnnData, DenseMatrix, Table, spatialView } = require('./src');
      const places = DenseMatrix.fromRows([[0, 0], [1, 1]]);
      const adata = new AnnData({ obs: new Table(['a', 'b']), var: new Table(['g']), X: places.takeColumns(Int32Array.of(0)), obsm: [['spatial', places]] });
      const view = spatialView(adata, { color: 'g' });
      targets.push('built');
      view.show();
      targets.push('shown');
      view.onSelect(() => undefined);
      console.log(JSON.stringify(targets));
    `);
      expect(targets).toEqual(['tissuebook.engine', 'built', 'tissuebook.cells', 'shown', 'tissuebook.selection']);
    },
  );
});
