import { describe, expect, it } from 'vitest';
import { importCycles, importGraph } from '../../../scripts/rooms/importGraph';
import { ROOT } from '../../../scripts/setup/paths';

describe('imports', () => {
  it('lead back to no file they start from, types included', () => {
    const graph = importGraph(ROOT, ['src', 'kernel', 'extension/src', 'native', 'scripts', 'tests']);
    expect(graph.get('src/index.ts')).toContain('src/data/index.ts');
    expect(graph.get('src/engine/ops/kernels/index.ts')).toContain('src/engine/ops/kernels/edges.ts');
    expect(importCycles(graph)).toEqual([]);
  });

  it('that lead back are found', () => {
    const graph = new Map([
      ['a', ['b', 'd']],
      ['b', ['c']],
      ['c', ['a', 'd']],
      ['d', []],
      ['e', ['e']],
    ]);
    expect(importCycles(graph)).toEqual([['a', 'b', 'c'], ['e']]);
  });
});
