import { expect, it } from 'vitest';
import { DenseMatrix } from '../../src/data';
import { delaunayGraph, type Graph, knnGraph, radiusGraph } from '../../src/graph';
import { describeGolden, expectAgrees } from './fixture';

describeGolden('preprocessing_spatial_graphs', (fixture) => {
  const { shape, data } = fixture.tensors['in.position']!;
  const points = new DenseMatrix(shape[0]!, 2, Float64Array.from(data as ArrayLike<number>));
  const same = (graph: Graph, name: string): void => {
    const { to, from } = graph.edges();
    expectAgrees(fixture, `out.${name}.edges`, [...to, ...from], 0);
    expectAgrees(fixture, `out.${name}.lengths`, graph.weights!, 1e-5);
    expect(graph.nEdges).toBe(fixture.tensors[`out.${name}.lengths`]!.data.length);
  };
  it('connects what squidpy connects within a radius', () => {
    same(radiusGraph(points, { radius: fixture.config.radius }), 'radius');
  });
  it('connects the neighbors that squidpy finds', () => {
    same(knnGraph(points, { k: fixture.config.k }), 'knn');
  });
  it('triangulates as squidpy', async () => {
    same(await delaunayGraph(points), 'delaunay');
  });
});
