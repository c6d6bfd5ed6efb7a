import { describe, expect, it } from 'vitest';
import {
  AnnData,
  categorical,
  delaunayGraph,
  DenseMatrix,
  type Graph,
  gridGraph,
  knnGraph,
  niches,
  radiusGraph,
  Table,
} from '../../../src';

const places = Float64Array.of(0, 0, 1, 0, 2, 0, 0, 1, 1, 1, 2, 1, 3, 0, 3, 1);
const points = new DenseMatrix(8, 2, places);

function tissue(sections: Parameters<Table['set']>[1]): AnnData {
  const obs = new Table([...'abcdefgh'], [['section', sections]]);
  obs.set(
    'array_row',
    places.filter((_, e) => e % 2),
  );
  obs.set(
    'array_col',
    places.filter((_, e) => e % 2 === 0),
  );
  return new AnnData({ X: points, obs, var: new Table(['x', 'y']), obsm: [['spatial', points]] });
}

const SECTIONS: Record<string, Parameters<Table['set']>[1]> = {
  categories: categorical(['s', null, 's', null, 't', 't', 's', 't']),
  text: ['s', null, 's', null, 't', 't', 's', 't'],
  numbers: Float64Array.of(1, NaN, 1, NaN, 2, 2, 1, 2),
  truth: [true, null, true, null, false, false, true, false],
};
const GRAPHS: Record<string, (adata: AnnData) => Graph | Promise<Graph>> = {
  knnGraph: (adata) => knnGraph(adata, { k: 2, groups: 'section' }),
  'knnGraph, both ways': (adata) => knnGraph(adata, { k: 2, groups: 'section', symmetric: true }),
  radiusGraph: (adata) => radiusGraph(adata, { radius: 5, groups: 'section' }),
  delaunayGraph: (adata) => delaunayGraph(adata, { groups: 'section' }),
  gridGraph: (adata) => gridGraph(adata, { layout: 'square', rings: 3, groups: 'section' }),
};

describe.each(Object.entries(SECTIONS))('cells without a section, of %s', (_, sections) => {
  it.each(Object.entries(GRAPHS))('have no neighbors in %s', async (__, build) => {
    const graph = await build(tissue(sections));
    expect([...graph.neighbors(1), ...graph.neighbors(3)]).toEqual([]);
    expect([...graph.indices].filter((other) => other === 1 || other === 3)).toEqual([]);
    expect(graph.neighbors(4).length).toBeGreaterThan(0);
  });
});

it('codes below 0 are no group', () => {
  const graph = radiusGraph(points, { radius: 10, groups: Int32Array.of(0, -1, 0, -1, 1, 1, 0, 1) });
  expect(graph.neighbors(1).length + graph.neighbors(3).length).toBe(0);
});

it('cells without a section are in no tile, and alone in their niche', () => {
  const adata = tissue(SECTIONS.categories!);
  const tiles = niches(adata, { kind: 'tiles', side: 10, groups: 'section' });
  expect([...tiles.members].sort((a, b) => a - b)).toEqual([0, 2, 4, 5, 6, 7]);
  const near = niches(adata, { k: 2, groups: 'section' });
  expect([...near.members.subarray(near.indptr[1], near.indptr[2])]).toEqual([1]);
});
