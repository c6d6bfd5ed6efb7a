import { describe, expect, it } from 'vitest';
import { type CellRun, cellStatuses } from '../../../extension/src/pipeline/cellStatus';
import { downstream, pipelineGraph } from '../../../extension/src/pipeline/pipelineGraph';
import * as data from '../../../src/data';
import * as graph from '../../../src/graph';
import * as prepare from '../../../src/prepare';
import * as views from '../../../src/views';

const SOURCES = {
  load: "import { datasets, log1p, spatialView, stratify, zoo } from 'tissuebook'\nconst tumour = await datasets.load('cycif-tumour')",
  look: "spatialView(tumour, { color: 'phenotype' })",
  log: 'const logged = log1p(tumour)',
  aside: 'const year = 2026',
  fit: "const squint = zoo.create('squint')\nawait squint.fit(logged)",
  tokens: "spatialView(logged, { color: 'squint_token' })",
  score: 'const scores = stratify(squint, logged, options)',
};
const ids = Object.keys(SOURCES) as (keyof typeof SOURCES)[];
const cells = ids.map((id) => ({ id, source: SOURCES[id] }));
const pipeline = pipelineGraph(cells);

/** All cells run from top to bottom, but for what a test says. */
function runs(changes: Record<string, Partial<CellRun>> = {}): CellRun[] {
  return cells.map((cell, i) => ({ ...cell, count: i + 1, state: 'idle', failed: false, ...changes[cell.id] }));
}
const history = new Map(cells.map(({ source }, i) => [i + 1, source]));
const kinds = (changes: Record<string, Partial<CellRun>>, known = history): Record<string, string> =>
  Object.fromEntries([...cellStatuses(pipeline, runs(changes), known)].map(([id, { kind }]) => [id, kind]));

describe('the pipeline of a notebook', () => {
  it('has the cells that use the library, each with what it is mainly for', () => {
    expect(pipeline.nodes.map(({ id, main, title }) => [id, main, title])).toEqual([
      ['load', 'data', 'datasets.load'],
      ['look', 'view', 'spatialView'],
      ['log', 'prepare', 'log1p'],
      ['fit', 'model', 'zoo.create'],
      ['tokens', 'view', 'spatialView'],
      ['score', 'task', 'stratify'],
    ]);
  });

  it('connects a cell with the last one above that made or changed what it uses', () => {
    expect(pipeline.edges).toEqual([
      { from: 'load', to: 'look', names: ['tumour'] },
      { from: 'load', to: 'log', names: ['tumour'] },
      { from: 'log', to: 'fit', names: ['logged'] },
      { from: 'fit', to: 'tokens', names: ['logged'] },
      { from: 'fit', to: 'score', names: ['squint', 'logged'] },
    ]);
    expect(downstream(pipeline, 'log').map(({ id }) => id)).toEqual(['log', 'fit', 'tokens', 'score']);
  });

  it('follows names through imports under another name and through a whole module', () => {
    const { nodes } = pipelineGraph([
      { id: 'a', source: "import * as t from 'tissuebook'\nimport { spatialView as show } from 'tissuebook'" },
      { id: 'b', source: "const x = await t.readH5ad('a.h5ad')" },
      { id: 'c', source: 'show(x, { color })' },
      { id: 'd', source: 'spatialView(x)' },
    ]);
    expect(nodes.map(({ id, main }) => `${id} ${main}`)).toEqual(['b data', 'c view', 'd code']);
  });

  it('ends in no circle when cells use each other', () => {
    const circle = pipelineGraph([
      { id: 'a', source: "import { log1p } from 'tissuebook'\nconst x = log1p(y)" },
      { id: 'b', source: 'const y = log1p(x)' },
    ]);
    expect(downstream(circle, 'a').map(({ id }) => id)).toEqual(['a', 'b']);
    const all = circle.nodes.map(({ id }, i): CellRun => ({
      id,
      source: '',
      count: i + 1,
      state: 'idle',
      failed: false,
    }));
    const known = new Map([
      [1, ''],
      [2, ''],
    ]);
    expect([...cellStatuses(circle, all, known).values()].map(({ kind }) => kind)).toEqual(['stale', 'stale']);
  });

  it('gives every verb of the library the step of its room', () => {
    const stepOf = (verb: string): string | undefined =>
      pipelineGraph([{ id: 'a', source: `import { ${verb} } from 'tissuebook'\n${verb}()` }]).nodes[0]?.main;
    const verbs = (room: object): string[] => Object.keys(room).filter((name) => /^[a-z]/.test(name));
    const bookkeeping = ['recordStep', 'stepsOf'];
    for (const verb of verbs(prepare)) if (!bookkeeping.includes(verb)) expect(stepOf(verb), verb).toBe('prepare');
    for (const verb of verbs(graph)) expect(stepOf(verb), verb).toBe('graph');
    for (const verb of verbs(views).filter((name) => name !== 'selectCells')) expect(stepOf(verb), verb).toBe('view');
    for (const verb of Object.keys(data).filter((name) => /^read[A-Z]/.test(name))) {
      expect(stepOf(verb), verb).toBe('data');
    }
  });
});

describe('how the cells stand', () => {
  it('are up to date when run from top to bottom', () => {
    expect(new Set(Object.values(kinds({})))).toEqual(new Set(['done']));
  });

  it('are behind with all that depends on them when their code changed, and nothing else is', () => {
    expect(kinds({ log: { source: 'const logged = log1p(tumour) // again' } })).toEqual({
      load: 'done',
      look: 'done',
      log: 'stale',
      fit: 'stale',
      tokens: 'stale',
      score: 'stale',
    });
  });

  it('are behind when what they use ran after them', () => {
    const again = new Map([...history, [9, SOURCES.fit]]);
    const statuses = cellStatuses(pipeline, runs({ fit: { count: 9 } }), again);
    expect(statuses.get('fit')).toEqual({ kind: 'done' });
    expect(statuses.get('tokens')).toEqual({ kind: 'stale', reason: { why: 'input ran later', input: 'fit' } });
  });

  it('say what is running, waiting, failed, and what never ran', () => {
    const found = kinds({
      load: { state: 'running', count: null },
      log: { failed: true },
      fit: { state: 'waiting', count: null },
      tokens: { count: null },
    });
    expect(found).toMatchObject({ load: 'running', log: 'failed', fit: 'waiting', tokens: 'never', score: 'stale' });
  });

  it('take numbers of an earlier kernel for what they are', () => {
    expect(new Set(Object.values(kinds({}, new Map())))).toEqual(new Set(['earlier']));
    const one = new Map([[1, SOURCES.look]]);
    expect(kinds({ look: { count: 1 } }, one)).toMatchObject({ load: 'earlier', look: 'stale', log: 'earlier' });
  });
});
