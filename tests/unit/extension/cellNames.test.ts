import { describe, expect, it } from 'vitest';
import { cellNames } from '../../../extension/src/code/cellNames';

describe('what a cell has to do with the variables of the notebook', () => {
  it('finds what it declares and uses, and not what is inside of functions, objects, strings and comments', () => {
    const { declares, uses } = cellNames(`
      const { a, b: c, ...rest } = f({ lr, x: y, z: 1 })
      function g(p: Table, q = start) { const inside = p; return inside + factor }
      for (const item of items) item.n
      class K extends Base { size = width; go(n) { return n } }
      // comment; "string"; /regexp/
      const text = \`\${interpolated} plain\``);
    expect(declares).toEqual(['a', 'c', 'rest', 'g', 'K', 'text']);
    expect(new Set(uses)).toEqual(
      new Set(['f', 'lr', 'y', 'Table', 'start', 'factor', 'items', 'Base', 'width', 'interpolated']),
    );
  });

  it('finds what it changes in place: assignments, counting, and methods that change their object', () => {
    const { writes } = cellNames(
      "tumour.obs.set('a', k); rate = 3; table.x = 1; n++; [p, q] = pair; list.push(1); read.get('a'); list2.map((v) => (own = v))",
    );
    expect(new Set(writes)).toEqual(new Set(['tumour', 'rate', 'table', 'n', 'p', 'q', 'list', 'own']));
  });

  it('takes fit for what it is: the model learns and the data get the result', () => {
    expect(cellNames('await squint.fit(tumour, { epochs })').writes).toEqual(['squint', 'tumour']);
    expect(cellNames('await (squint as Squint).fit(tumour)').writes).toEqual(['squint', 'tumour']);
  });

  it('knows what is imported under which name', () => {
    const { imports } = cellNames(
      "import { zoo as models, type AnnData } from 'tissuebook'\nimport * as fs from 'node:fs'\nimport one from 'one'",
    );
    expect([...imports]).toEqual([
      ['models', { from: 'tissuebook', name: 'zoo' }],
      ['AnnData', { from: 'tissuebook', name: 'AnnData' }],
      ['fs', { from: 'node:fs', name: '*' }],
      ['one', { from: 'one', name: 'default' }],
    ]);
  });

  it('takes from a cell in Python what its first line names', () => {
    const names = cellNames('%%python -i tumour,genes -o table\ntable = tumour.obs; other = 1');
    expect(names).toMatchObject({ uses: ['tumour', 'genes'], declares: ['table'], writes: ['table'], calls: [] });
    expect(cellNames('%%python -i')).toMatchObject({ uses: [], declares: [] });
  });

  it('copes with code that is half written', () => {
    expect(cellNames('const a = f(').declares).toEqual(['a']);
    expect(cellNames('}{ ) const').uses).toEqual([]);
    expect(cellNames('import { from').declares).toBeInstanceOf(Array);
  });
});
